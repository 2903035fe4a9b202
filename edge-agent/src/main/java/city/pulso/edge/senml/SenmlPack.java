package city.pulso.edge.senml;

import java.util.List;

/** Reads packs. Any thread. */
public final class SenmlPack {
  /** Records in a pack. */
  static final int MAX_RECORDS = 4096;

  private SenmlPack() {}

  /**
   * A pack of Content-Format 110, {@code application/senml+json}.
   *
   * @param nowS reception, Unix seconds: what relative times are relative to
   * @throws SenmlException naming the rule, the record and what is accepted
   */
  public static List<ResolvedRecord> fromJson(byte[] payload, double nowS) throws SenmlException {
    return new SenmlResolver(nowS).resolve(SenmlJson.read(payload));
  }

  /** A pack of Content-Format 112, {@code application/senml+cbor}. */
  public static List<ResolvedRecord> fromCbor(byte[] payload, double nowS) throws SenmlException {
    return new SenmlResolver(nowS).resolve(SenmlCbor.read(payload));
  }
}
