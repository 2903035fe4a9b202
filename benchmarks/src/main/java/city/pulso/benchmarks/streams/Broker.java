package city.pulso.benchmarks.streams;

import city.pulso.standalone.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;

/** The broker as a child: arguments are its directory and port. */
final class Broker {
  private Broker() {}

  public static void main(String[] arguments) throws IOException {
    EmbeddedBroker broker =
        EmbeddedBroker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    System.out.println("ready");
    while (System.in.read() >= 0) {
      System.out.println("dropped=" + broker.dropped());
      System.out.println("done");
    }
    broker.close();
  }
}
