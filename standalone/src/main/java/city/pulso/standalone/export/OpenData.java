package city.pulso.standalone.export;

import java.io.IOException;

/** Writes hours in one format. One use, one thread. */
public interface OpenData {
  void begin() throws IOException;

  /**
   * @return whether it was written; false: the format cannot say it
   */
  boolean write(AirHour hour) throws IOException;

  void end() throws IOException;
}
