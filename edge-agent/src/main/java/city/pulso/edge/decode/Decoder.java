package city.pulso.edge.decode;

import java.util.List;

/**
 * Reads one format. Adding one is one class, one entry in {@link Decoders}, one sample file, one
 * test.
 *
 * <p>Threads: any.
 */
@FunctionalInterface
public interface Decoder {
  /**
   * Reads a message.
   *
   * @return the observations in it, oldest first; empty when the message is sound but reports
   *     nothing (a log line, a join request)
   * @throws DecodeException when it cannot be read; says what is wrong, where, and what is accepted
   */
  List<Observation> decode(Message message) throws DecodeException;

  /**
   * Where one of the observations of a sound message begins, for whoever has to correct it.
   *
   * @param index of those that {@link #decode} gave
   * @return for example {@code readings[2] at byte 45}; empty: there is nothing more to say than
   *     the field's name
   */
  default String where(byte[] payload, int index) {
    return "";
  }
}
