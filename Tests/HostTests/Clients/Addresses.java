import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Prints what InetAddress finds, one address a line: Addresses 4|6|any NAME */
final class Addresses {
  public static void main(String[] arguments) {
    try {
      boolean any = true;
      for (InetAddress address : InetAddress.getAllByName(arguments[1])) {
        boolean isFour = address instanceof Inet4Address;
        if (arguments[0].equals("any") || arguments[0].equals("4") == isFour) {
          System.out.println(address.getHostAddress());
          any = false;
        }
      }
      if (any) System.out.println("none");
    } catch (UnknownHostException error) {
      boolean hasFailed = String.valueOf(error.getMessage()).contains("Temporary failure");
      System.out.println(hasFailed ? error.getMessage() : "none");
    }
  }
}
