package city.pulso.standalone.store;

import city.pulso.schemas.Measurement;
import io.questdb.Bootstrap;
import io.questdb.DefaultBootstrapConfiguration;
import io.questdb.ServerMain;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.security.AllowAllSecurityContext;
import io.questdb.cairo.sql.RecordCursor;
import io.questdb.cairo.sql.RecordCursorFactory;
import io.questdb.cairo.sql.TableRecordMetadata;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContextImpl;
import io.questdb.log.LogFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * QuestDB in this process: HTTP on 127.0.0.1, for writing ({@code /api/v2/write}) and for looking
 * ({@code /}, a page that takes SQL).
 *
 * <p>A write that was answered 204 is in QuestDB's write-ahead log; queries see it a moment later,
 * when the log has been applied to the table. {@link #count} waits for that.
 *
 * <p>Threads: {@link #start} and {@link #close} by one thread, {@link #count} by any. One store per
 * process: its log is a singleton.
 */
public final class EmbeddedStore implements AutoCloseable {
  private final ServerMain server;
  private final URI uri;

  private EmbeddedStore(ServerMain server, URI uri) {
    this.server = server;
    this.uri = uri;
  }

  /**
   * Starts the store, makes the tables and columns that are missing, and returns when it takes
   * writes.
   *
   * @param directory its tables, configuration and log
   * @param port TCP port on 127.0.0.1
   * @throws IOException if the directory cannot be written or a table cannot be made
   */
  public static EmbeddedStore start(Path directory, int port, List<Measurement> measurements)
      throws IOException {
    Path root = directory.toAbsolutePath();
    Path configuration = Files.createDirectories(root.resolve("conf"));
    Files.createDirectories(root.resolve("log"));
    Files.writeString(configuration.resolve("server.conf"), configuration(port));
    Files.writeString(configuration.resolve("log.conf"), logging(root));
    // The variable that would bring another configuration in through the back door.
    LogFactory.disableEnv();
    ServerMain server = new ServerMain(new Bootstrap(new Quiet(), "-d", root.toString()));
    try {
      CairoEngine engine = server.getEngine();
      for (Measurement measurement : measurements) {
        engine.execute(Tables.create(measurement));
        for (Measurement.Field field : missing(engine, measurement)) {
          engine.execute(Tables.addColumn(measurement, field));
        }
      }
      server.start(false);
      server.awaitStartup();
    } catch (SqlException e) {
      server.close();
      throw new IOException("a table could not be made: " + e.getMessage(), e);
    }
    return new EmbeddedStore(server, URI.create("http://127.0.0.1:" + port));
  }

  /** Where it takes writes and shows its SQL page. */
  public URI uri() {
    return uri;
  }

  /**
   * Rows of a table, everything written before this call included.
   *
   * @throws IllegalArgumentException if there is no such table
   */
  public long count(String table) {
    CairoEngine engine = server.getEngine();
    if (engine.getTableTokenIfExists(table) == null) {
      throw new IllegalArgumentException("there is no table " + table);
    }
    server.awaitTable(table);
    var context =
        new SqlExecutionContextImpl(engine, 1).with(AllowAllSecurityContext.INSTANCE, null);
    try (RecordCursorFactory query = engine.select("SELECT count() FROM " + table, context);
        RecordCursor rows = query.getCursor(context)) {
      return rows.hasNext() ? rows.getRecord().getLong(0) : 0;
    } catch (SqlException e) {
      throw new IllegalStateException("counting " + table + " failed", e);
    }
  }

  /**
   * Writes out what is in memory and stops. What is not yet applied is applied at the next start.
   */
  @Override
  public void close() {
    server.close();
    LogFactory.haltInstance();
  }

  /** Fields that were declared after the table was made. */
  private static List<Measurement.Field> missing(CairoEngine engine, Measurement measurement) {
    try (TableRecordMetadata table =
        engine.getSequencerMetadata(engine.verifyTableName(measurement.name()))) {
      return measurement.fields().stream()
          .filter(field -> table.getColumnIndexQuiet(field.name()) < 0)
          .toList();
    }
  }

  private static String configuration(int port) {
    return """
        # Written by pulso at every start: changes are lost.
        http.bind.to=127.0.0.1:%d
        http.min.enabled=false
        pg.enabled=false
        line.tcp.enabled=false
        line.udp.enabled=false
        telemetry.enabled=false
        telemetry.disable.completely=true
        metrics.enabled=false
        config.validation.strict=false
        shared.worker.count=2
        mat.view.enabled=false
        # Small pages: a city on one machine, beside a stream engine.
        cairo.writer.data.append.page.size=256k
        cairo.wal.writer.data.append.page.size=128k
        cairo.o3.column.memory.size=256k
        cairo.writer.data.index.value.append.page.size=256k
        """
        .formatted(port);
  }

  private static String logging(Path root) {
    return """
        writers=file
        w.file.class=io.questdb.log.LogRollingFileWriter
        w.file.location=%s/log/store.log.${date:yyyyMMdd}
        w.file.level=ERROR,CRITICAL
        w.file.rollEvery=day
        w.file.rollSize=8m
        w.file.sizeLimit=32m
        """
        .formatted(root);
  }

  /** Nothing on the console, nothing from the environment. */
  private static final class Quiet extends DefaultBootstrapConfiguration {
    @Override
    public String getBanner() {
      return "";
    }

    @Override
    public Map<String, String> getEnv() {
      return Map.of();
    }
  }
}
