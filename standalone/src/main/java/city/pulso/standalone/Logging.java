package city.pulso.standalone;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import io.reactivex.plugins.RxJavaPlugins;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sends what the parts say to a file: the console belongs to the {@link Terminal}. */
final class Logging {
  private static final Logger LOG = LoggerFactory.getLogger(Logging.class);

  private Logging() {}

  /**
   * Puts our configuration in place of whichever one the class path offered first; the embedded
   * broker brings one along.
   *
   * @return what was {@link System#out} so far; what libraries print goes to the log directory
   */
  static PrintStream toFile(Path directory) throws IOException {
    Files.createDirectories(directory);
    URL ours = Logging.class.getResource("logging.xml");
    if (ours == null) {
      throw new IOException("logging.xml is missing from the class path");
    }
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    context.putProperty("pulso.log", directory.resolve("pulso.log").toString());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(ours);
    } catch (JoranException e) {
      throw new IOException("the log could not be set up", e);
    }
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    PrintStream console = System.out;
    PrintStream printed =
        new PrintStream(
            Files.newOutputStream(directory.resolve("printed.log")), true, StandardCharsets.UTF_8);
    System.setOut(printed);
    System.setErr(printed);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, error) -> LOG.error("thread {} ended", thread.getName(), error));
    // What an MQTT client has to say after it was closed is of no use to anybody.
    RxJavaPlugins.setErrorHandler(error -> LOG.debug("undeliverable", error));
    return console;
  }
}
