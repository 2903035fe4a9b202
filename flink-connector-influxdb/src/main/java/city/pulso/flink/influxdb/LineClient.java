package city.pulso.flink.influxdb;

import java.io.IOException;

/** Requests to one server. Threads: any. */
interface LineClient extends AutoCloseable {
  /**
   * @param lines line protocol, lines separated by {@code \n}, timestamps in milliseconds
   * @throws IOException if there was no answer
   * @throws InterruptedException if the thread was interrupted while waiting for one
   */
  WriteAnswer write(String lines) throws IOException, InterruptedException;

  @Override
  void close();
}
