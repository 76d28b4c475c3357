error("the licence server is down")
