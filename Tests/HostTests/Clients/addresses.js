// Prints what c-ares finds, one address a line: addresses 4|6|any NAME
const dns = require("dns");
const [family, name] = process.argv.slice(2);
const missing = new Set(["ENOTFOUND", "ENODATA"]);
const ask = (resolve) =>
  new Promise((done) => resolve(name, (error, found) => done({ error, found: found ?? [] })));
(async () => {
  const asked = [];
  if (family !== "6") asked.push(await ask(dns.resolve4));
  if (family !== "4") asked.push(await ask(dns.resolve6));
  const failure = asked.find((answer) => answer.error && !missing.has(answer.error.code));
  const found = asked.flatMap((answer) => answer.found);
  console.log(failure ? failure.error.code : found.length ? found.join("\n") : "none");
})();
