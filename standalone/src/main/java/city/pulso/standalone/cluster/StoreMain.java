package city.pulso.standalone.cluster;

import city.pulso.schemas.Measurements;
import city.pulso.standalone.store.EmbeddedStore;
import java.io.IOException;
import java.nio.file.Path;

/** The store as a process: arguments are its directory and its port. */
public final class StoreMain {
  private StoreMain() {}

  /** Lives until the process is asked to end; then it writes out what is in memory. */
  public static void main(String[] arguments) throws IOException {
    EmbeddedStore store =
        EmbeddedStore.start(
            Path.of(arguments[0]), Integer.parseInt(arguments[1]), Measurements.ALL);
    Runtime.getRuntime().addShutdownHook(new Thread(store::close, "end-store"));
  }
}
