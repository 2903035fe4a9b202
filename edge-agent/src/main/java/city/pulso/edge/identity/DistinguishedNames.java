package city.pulso.edge.identity;

import javax.security.auth.x500.X500Principal;

/** Compares subjects however their blanks and letters are written (RFC 2253). */
final class DistinguishedNames {
  private DistinguishedNames() {}

  /**
   * @throws IllegalArgumentException when it is no distinguished name
   */
  static String canonical(String name) {
    return new X500Principal(name).getName(X500Principal.CANONICAL);
  }
}
