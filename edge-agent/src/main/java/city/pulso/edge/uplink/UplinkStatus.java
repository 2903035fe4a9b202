package city.pulso.edge.uplink;

/**
 * @param connected whether the broker is connected now
 * @param inFlight batches sent and not receipted
 * @param sent batches handed to the broker for the first time
 * @param resent batches sent again
 * @param receipted batches deleted because of a receipt
 * @param foreignReceipts receipts ignored: another epoch, another gateway, or unreadable
 * @param lost times the connection was lost
 */
public record UplinkStatus(
    boolean connected,
    long inFlight,
    long sent,
    long resent,
    long receipted,
    long foreignReceipts,
    long lost) {}
