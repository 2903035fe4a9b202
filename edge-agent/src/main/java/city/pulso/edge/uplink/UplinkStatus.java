package city.pulso.edge.uplink;

/**
 * @param connected whether the next hop is connected now
 * @param destination where the uplink leads
 * @param problem why it is not connected; empty when it is
 * @param inFlight batches sent and not receipted
 * @param sent batches handed over for the first time
 * @param resent batches sent again
 * @param receipted batches deleted because of a receipt
 * @param foreignReceipts receipts ignored: another epoch, another gateway, or unreadable
 * @param lost times the connection was lost
 */
public record UplinkStatus(
    boolean connected,
    String destination,
    String problem,
    long inFlight,
    long sent,
    long resent,
    long receipted,
    long foreignReceipts,
    long lost) {}
