package city.pulso.alerting.alert;

import org.jdbi.v3.core.Handle;

/** Takes part in the transaction that accepts a change. */
public interface ChangeFollower {

  /** Writes what follows from a change; what it throws undoes the change. */
  void follow(Handle transaction, Change change);

  /** The change is on disk. */
  default void committed() {}
}
