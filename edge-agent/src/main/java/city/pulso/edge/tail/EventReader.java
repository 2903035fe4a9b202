package city.pulso.edge.tail;

import city.pulso.edge.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads an agent's events. One thread. */
public final class EventReader implements AutoCloseable {
  private final SocketChannel channel;
  private final BufferedReader lines;
  private String end = "the agent is gone";
  private boolean over;

  private EventReader(SocketChannel channel) {
    this.channel = channel;
    this.lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
  }

  /**
   * Connects to a running agent. Once this returns, every event that follows is told.
   *
   * @param directory the agent's
   * @throws IOException saying what is expected, when no agent runs there or it is another user's
   */
  public static EventReader connect(Path directory) throws IOException {
    Path path = directory.resolve(EventSocket.NAME);
    if (!Files.exists(path)) {
      throw new IOException(path + " does not exist; no agent runs with this directory");
    }
    try {
      SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
      try {
        EventReader reader = new EventReader(channel);
        reader.over = reader.next() == null; // the line of the beginning, or why there is none
        return reader;
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new IOException(
          path
              + ": "
              + e.getMessage()
              + "; the agent has to be running, and this has to be its own user",
          e);
    }
  }

  /**
   * Waits for the next event.
   *
   * @return one line of JSON; null: there are no more, and {@link #end()} says why
   */
  public @Nullable String next() throws IOException {
    String line = over ? null : lines.readLine();
    if (line != null && line.startsWith("{\"event\":\"end\"")) {
      end = JsonObject.read(line.getBytes(StandardCharsets.UTF_8)).text("text").orElse(end);
      return null;
    }
    return line;
  }

  /** Why there are no more. */
  public String end() {
    return end;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
