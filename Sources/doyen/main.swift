print("doyen")
