package city.pulso.edge.identity;

import java.util.Arrays;

/** Bytes that must not be seen: it prints as {@code ****}. */
public final class Secret {
  private final byte[] bytes;

  Secret(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** A copy; the caller wipes it. */
  public byte[] copy() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && Arrays.equals(bytes, secret.bytes);
  }

  @Override
  public int hashCode() {
    return 0; // says nothing about the bytes
  }

  @Override
  public String toString() {
    return "****";
  }
}
