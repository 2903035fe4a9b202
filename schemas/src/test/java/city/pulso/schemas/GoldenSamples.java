package city.pulso.schemas;

import city.pulso.schemas.v1.AgentPresence;
import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.AirState;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import city.pulso.schemas.v1.Audience;
import city.pulso.schemas.v1.Bay;
import city.pulso.schemas.v1.BayObservation;
import city.pulso.schemas.v1.BayState;
import city.pulso.schemas.v1.CarPark;
import city.pulso.schemas.v1.City;
import city.pulso.schemas.v1.CountObservation;
import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.DeviceReport;
import city.pulso.schemas.v1.DeviceSeen;
import city.pulso.schemas.v1.District;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Doubt;
import city.pulso.schemas.v1.Evidence;
import city.pulso.schemas.v1.Forecast;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.GatewayState;
import city.pulso.schemas.v1.GenericReading;
import city.pulso.schemas.v1.Heartbeat;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.HomeState;
import city.pulso.schemas.v1.OpenAlert;
import city.pulso.schemas.v1.OutlookState;
import city.pulso.schemas.v1.ParkingReading;
import city.pulso.schemas.v1.ParkingState;
import city.pulso.schemas.v1.Place;
import city.pulso.schemas.v1.Plug;
import city.pulso.schemas.v1.PlugReading;
import city.pulso.schemas.v1.Quantity;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.Receipt;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.RegistryManifest;
import city.pulso.schemas.v1.RelayAnswer;
import city.pulso.schemas.v1.RelayRequest;
import city.pulso.schemas.v1.RelayedBatch;
import city.pulso.schemas.v1.RelayedEntry;
import city.pulso.schemas.v1.RelayedStream;
import city.pulso.schemas.v1.ReportReason;
import city.pulso.schemas.v1.RiskClass;
import city.pulso.schemas.v1.SequenceRange;
import city.pulso.schemas.v1.Severity;
import city.pulso.schemas.v1.Site;
import city.pulso.schemas.v1.SiteAir;
import city.pulso.schemas.v1.SiteKind;
import city.pulso.schemas.v1.SiteStatus;
import city.pulso.schemas.v1.Station;
import city.pulso.schemas.v1.Support;
import city.pulso.schemas.v1.TelemetryBatch;
import city.pulso.schemas.v1.TimeSource;
import city.pulso.schemas.v1.Zone;
import com.google.protobuf.Message;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the golden files mean: every field of version 1 set to a value of its own. */
final class GoldenSamples {
  private static final long NOON = 1_795_262_400_000L; // 2026-11-21T12:00:00Z
  private static final long EPOCH = 0xfedc_ba98_7654_3210L;
  private static final Place PLACE =
      Place.newBuilder().setLatitude(-12.0464).setLongitude(-77.0428).build();

  private GoldenSamples() {}

  /** By name of the file without its ending. */
  static Map<String, Message> all() {
    Map<String, Message> all = new LinkedHashMap<>();
    all.put("telemetry-air", air());
    all.put("telemetry-parking", parking());
    all.put("telemetry-homes", homes());
    all.put("telemetry-salvaged", salvaged());
    all.put("receipt", receipt());
    all.put("device-report", deviceReport());
    all.put("alert-open", openAlert().build());
    all.put("alert-cleared", clearedAlert());
    all.put("registry-city", entry().setCity(city()).build());
    all.put("registry-district", entry().setDistrict(district()).build());
    all.put("registry-gateway", entry().setGateway(gateway()).build());
    all.put("registry-station", entry().setStation(station()).build());
    all.put("registry-site", entry().setSite(site()).build());
    all.put("registry-site-zone", entry().setSite(siteWithTimeZone()).build());
    all.put("registry-zone", entry().setZone(zone()).build());
    all.put("registry-home", entry().setHome(home()).build());
    all.put("alert-part-of-incident", alertOfIncident());
    all.put("registry-city-advisories", entry().setCity(cityWithAdvisories()).build());
    all.put("registry-city-index", entry().setCity(cityWithIndex()).build());
    all.put("relay-request", relayRequest());
    all.put("relay-answer", relayAnswer());
    all.put("telemetry-window", windowUse());
    all.put("registry-manifest", manifest());
    return all;
  }

  /** The states, which travel as JSON. */
  static Map<String, Message> states() {
    Map<String, Message> states = new LinkedHashMap<>();
    states.put("state-air", airState());
    states.put("state-air-deciding", airStateOfGasesAlone());
    states.put("state-outlook", outlookState());
    states.put("state-parking", parkingState());
    states.put("state-homes", homeState());
    states.put("state-gateway", gatewayState());
    states.put("state-air-site", siteState());
    states.put("state-homes-plugs", homeStateOfSomePlugs());
    states.put("status-gateway", presence());
    states.put("state-gateway-window", gatewayStateWithWindow());
    return states;
  }

  private static AgentPresence presence() {
    return AgentPresence.newBuilder()
        .setGateway("lima-01")
        .setState("online")
        .setSinceMs(NOON)
        .setAgentVersion("0.1.0")
        .build();
  }

  private static RelayRequest relayRequest() {
    return RelayRequest.newBuilder()
        .setGateway("lima-02")
        .addBatches(
            RelayedBatch.newBuilder()
                .setBatch(homes().toByteString())
                .addVia("lima-01")
                .addVia("lima-02"))
        .addStreams(
            RelayedStream.newBuilder()
                .setGateway("lima-01")
                .setDomain(Domain.HOMES)
                .setEpoch(EPOCH)
                .setLowest(41))
        .addEntries(RelayedEntry.newBuilder().setGateway("lima-01").setKnown(0xcafe_f00d))
        .build();
  }

  private static RelayAnswer relayAnswer() {
    return RelayAnswer.newBuilder().addReceipts(receipt()).addEntries(gateway()).build();
  }

  /** A heartbeat that tells how much of the window is used, and why a device was refused. */
  private static TelemetryBatch windowUse() {
    return batch(Domain.AIR)
        .addReadings(
            Reading.newBuilder()
                .setDevice("gw-lince")
                .setHeartbeat(
                    Heartbeat.newBuilder()
                        .setAgentTimeMs(NOON)
                        .setInFlight(60)
                        .setWindow(64)
                        .setReceiptLagMs(12_000)
                        .addDevices(
                            DeviceSeen.newBuilder()
                                .setDevice("qhawax-03")
                                .setRefused(2)
                                .setRefusedBecause("bad_value"))))
        .build();
  }

  private static RegistryManifest manifest() {
    return RegistryManifest.newBuilder().addEntries("city/lima").addEntries("zone/z-1").build();
  }

  private static GatewayState gatewayStateWithWindow() {
    return GatewayState.newBuilder()
        .setGateway("gw-lince")
        .setInFlight(60)
        .setWindow(64)
        .setReceiptLagMs(12_000)
        .setSpools(2)
        .build();
  }

  private static Alert alertOfIncident() {
    return openAlert()
        .setAudience(Audience.SENSITIVE_GROUPS)
        .setRule("US EPA AQI, 40 CFR part 58 appendix G, table 2")
        .addStations(support())
        .setActionKey("limit-effort")
        .setIncident("air-city-wide/city/" + NOON)
        .addMembers("air-lince-1")
        .build();
  }

  private static Support support() {
    return Support.newBuilder().setStation("air-lince-1").setDistanceM(742.5).build();
  }

  private static City cityWithIndex() {
    return city().toBuilder().setAirIndex("kr-cai").build();
  }

  private static City cityWithAdvisories() {
    return city().toBuilder().setAirAdvisories("korea").build();
  }

  private static AirState siteState() {
    return AirState.newBuilder()
        .setName("Colegio")
        .setCategory("unhealthy")
        .setHourMs(NOON)
        .setSite(
            SiteAir.newBuilder()
                .setSite("school-lince")
                .setKind("school")
                .setOpeningHours("Mo-Fr 07:45-15:30")
                .addEstimates(openAlert().getEvidence(0))
                .addStations(support())
                .setNoDataBecause("not-enough-hours")
                .addAlerts(
                    OpenAlert.newBuilder()
                        .setId("site-air-sensitive/school-lince/" + NOON)
                        .setSeverity(Severity.WARNING)
                        .setAudience(Audience.SENSITIVE_GROUPS)
                        .setOpenedAtMs(NOON)
                        .setActionKey("keep-indoors-until")
                        .putParameters("until", "15:30")))
        .build();
  }

  private static TelemetryBatch air() {
    return batch(Domain.AIR)
        .addReadings(
            reading("air-lince-1")
                .setTimeSource(TimeSource.DEVICE_CLOCK)
                .addDoubts(Doubt.FROM_THE_FUTURE)
                .addDoubts(Doubt.FROM_THE_FAR_PAST)
                .setAir(airReading()))
        .addReadings(
            reading("weather-1")
                .setGeneric(
                    GenericReading.newBuilder()
                        .addQuantities(quantity("uv_index", "1").setNumber(7.5))
                        .addQuantities(quantity("sky", "").setText("overcast"))
                        .addQuantities(quantity("rain", "").setFlag(true))))
        .build();
  }

  private static AirReading airReading() {
    return AirReading.newBuilder()
        .setPm25Ugm3(35.5)
        .setPm10Ugm3(61.25)
        .setO3Ppb(18)
        .setNo2Ppb(22.5)
        .setSo2Ppb(3.5)
        .setCoPpm(0.75)
        .setH2SPpb(1.5)
        .setTemperatureCel(-3.25)
        .setHumidityPercent(81)
        .setPressureHpa(1013.25)
        .setNoiseDba(64.5)
        .setAveragedOverS(60)
        .build();
  }

  private static TelemetryBatch parking() {
    return batch(Domain.PARKING)
        .addReadings(
            reading("bay-17")
                .setTimeSource(TimeSource.BOOT_RELATIVE)
                .setParking(
                    ParkingReading.newBuilder()
                        .setBay(
                            BayObservation.newBuilder()
                                .setOccupied(true)
                                .setReason(ReportReason.CHANGE)
                                .setTemperatureCel(-7)
                                .setBatteryLow(true))))
        .addReadings(
            reading("counter-3")
                .setParking(
                    ParkingReading.newBuilder()
                        .setCount(
                            CountObservation.newBuilder()
                                .setFree(-4)
                                .setOccupied(504)
                                .setCapacity(500)
                                .setStatus(SiteStatus.FULL))))
        .build();
  }

  private static TelemetryBatch homes() {
    return batch(Domain.HOMES)
        .addReadings(
            reading("plug-kettle")
                .setTimeSource(TimeSource.GATEWAY_CLOCK)
                .setPlug(
                    PlugReading.newBuilder()
                        .setPowerW(1850.5)
                        .setEnergyWh(120_034.25)
                        .setRelayOn(true)
                        .setVoltageV(220.5)
                        .setUptimeS(86_400)
                        .setOnline(true)
                        .setIlluminanceLux(120)))
        .addReadings(
            reading("gw-lince")
                .setHeartbeat(
                    Heartbeat.newBuilder()
                        .setAgentTimeMs(NOON)
                        .setSpoolBatches(3)
                        .setSpoolBytes(4_096)
                        .setSpoolOldestAgeMs(15_000)
                        .setAccepted(1_000)
                        .setRefused(2)
                        .setEvicted(1)
                        .addDevices(
                            DeviceSeen.newBuilder()
                                .setDevice("plug-kettle")
                                .setLastSeenMs(NOON - 10_000)
                                .setAccepted(900)
                                .setRefused(2)
                                .setEvicted(1))
                        .setAgentVersion("0.1.0")
                        .setAgentStartedMs(NOON - 3_600_000)
                        .setUplinkWasLost(true)
                        .setLowestSequence(40)))
        .build();
  }

  /** A batch out of a damaged spool, and a heartbeat that tells what was evicted. */
  private static TelemetryBatch salvaged() {
    return batch(Domain.HOMES)
        .setSalvagedEpoch(EPOCH - 1)
        .setSalvagedSequence(7)
        .addReadings(
            reading("gw-lince")
                .setHeartbeat(
                    Heartbeat.newBuilder()
                        .setAgentTimeMs(NOON)
                        .addEvictedSequences(SequenceRange.newBuilder().setFirst(3).setLast(9))))
        .build();
  }

  private static TelemetryBatch.Builder batch(Domain domain) {
    return TelemetryBatch.newBuilder()
        .setGateway("gw-lince")
        .setDomain(domain)
        .setEpoch(EPOCH)
        .setSequence(42);
  }

  private static Reading.Builder reading(String device) {
    return Reading.newBuilder()
        .setDevice(device)
        .setObservedAtMs(NOON)
        .setTimeUncertaintyMs(250)
        .setAcceptedAtMs(NOON + 1_500)
        .setDeviceSequence(7)
        .setRssiDbm(-91)
        .setBatteryPercent(64);
  }

  private static Quantity.Builder quantity(String name, String unit) {
    return Quantity.newBuilder().setName(name).setUnit(unit);
  }

  private static Receipt receipt() {
    return Receipt.newBuilder()
        .setGateway("gw-lince")
        .setDomain(Domain.AIR)
        .setEpoch(EPOCH)
        .addRanges(SequenceRange.newBuilder().setFirst(1).setLast(40))
        .addRanges(SequenceRange.newBuilder().setFirst(42).setLast(42))
        .build();
  }

  private static DeviceReport deviceReport() {
    return DeviceReport.newBuilder()
        .setDevice("air-lince-1")
        .setBootId(EPOCH)
        .setSentSinceBootMs(90_000)
        .addReadings(
            DeviceReading.newBuilder()
                .setSinceBootMs(60_000)
                .setSequence(1)
                .setRssiDbm(-91)
                .setBatteryPercent(64)
                .setAir(airReading()))
        .addReadings(
            DeviceReading.newBuilder()
                .setObservedAtMs(NOON)
                .setSequence(2)
                .setPlug(PlugReading.newBuilder().setPowerW(0)))
        .addReadings(
            DeviceReading.newBuilder()
                .setSequence(3)
                .setParking(
                    ParkingReading.newBuilder()
                        .setBay(BayObservation.newBuilder().setOccupied(false))))
        .addReadings(
            DeviceReading.newBuilder()
                .setSequence(4)
                .setGeneric(
                    GenericReading.newBuilder()
                        .addQuantities(quantity("uv_index", "1").setNumber(7.5))))
        .build();
  }

  private static Alert.Builder openAlert() {
    return Alert.newBuilder()
        .setId("air-unhealthy/st-lince/" + NOON)
        .setKind("air-unhealthy")
        .setSubject("st-lince")
        .setStatus(AlertStatus.OPEN_ALERT)
        .setRevision(1)
        .setSeverity(Severity.WARNING)
        .setAudience(Audience.PUBLIC)
        .setOpenedAtMs(NOON)
        .setMessageKey("air-unhealthy")
        .putParameters("station", "Lince")
        .addEvidence(
            Evidence.newBuilder()
                .setName("pm2_5_nowcast")
                .setValue(41.5)
                .setUnit("ug/m3")
                .setAtMs(NOON))
        .setDistrict("lince")
        .setUpdatedAtMs(NOON);
  }

  private static Alert clearedAlert() {
    return openAlert()
        .setStatus(AlertStatus.CLEARED)
        .setRevision(2)
        .setClearedAtMs(NOON + 3_600_000)
        .setClearedBecause("category-improved")
        .build();
  }

  private static RegistryEntry.Builder entry() {
    return RegistryEntry.newBuilder();
  }

  private static City city() {
    return City.newBuilder().setId("lima").setName("Lima").setTimeZone("America/Lima").build();
  }

  private static District district() {
    return District.newBuilder()
        .setId("lince")
        .setName("Lince")
        .setPlace(PLACE)
        .setPopulation(54_711)
        .build();
  }

  private static Gateway gateway() {
    return Gateway.newBuilder()
        .setId("gw-lince")
        .setDistrict("lince")
        .setPlace(PLACE)
        .addDevices(
            Device.newBuilder()
                .setId("air-lince-1")
                .setDomain(Domain.AIR)
                .setKind("air-module")
                .setReportIntervalS(60))
        .build();
  }

  private static Station station() {
    return Station.newBuilder()
        .setId("st-lince")
        .setName("Lince")
        .setDistrict("lince")
        .setGateway("gw-lince")
        .setDevice("air-lince-1")
        .setPlace(PLACE)
        .setType("low-cost-optical")
        .build();
  }

  private static Site site() {
    return Site.newBuilder()
        .setId("school-1")
        .setName("Colegio")
        .setDistrict("lince")
        .setPlace(PLACE)
        .setKind(SiteKind.SCHOOL)
        .setOpeningHours("Mo-Fr 08:00-16:00")
        .setPeople(420)
        .build();
  }

  private static Site siteWithTimeZone() {
    return site().toBuilder().setTimeZone("America/Lima").build();
  }

  private static Zone zone() {
    return Zone.newBuilder()
        .setId("zone-1")
        .setName("Parque")
        .setDistrict("lince")
        .setPlace(PLACE)
        .addBays(
            Bay.newBuilder()
                .setId("b17")
                .setGateway("gw-lince")
                .setDevice("bay-17")
                .setPlace(PLACE))
        .setCarPark(
            CarPark.newBuilder().setGateway("gw-lince").setDevice("counter-3").setCapacity(500))
        .build();
  }

  private static Home home() {
    return Home.newBuilder()
        .setId("h-7f3a")
        .setDistrict("lince")
        .setRisk(RiskClass.HIGH)
        .addPlugs(
            Plug.newBuilder()
                .setGateway("gw-lince")
                .setDevice("plug-kettle")
                .setAppliance("kettle")
                .setShowsActivity(true))
        .setInactivityLimitMinutes(1_440)
        .build();
  }

  private static AirState airState() {
    return AirState.newBuilder()
        .setStation("st-lince")
        .setName("Lince")
        .setDistrict("lince")
        .setLatitude(-12.0464)
        .setLongitude(-77.0428)
        .setObservedAtMs(NOON)
        .setPm25Ugm3(35.5)
        .setPm10Ugm3(61.25)
        .setPm25NowcastUgm3(41.5)
        .setAqi(116)
        .setCategory("unhealthy-sensitive")
        .setHourMs(NOON)
        .build();
  }

  private static AirState airStateOfGasesAlone() {
    return AirState.newBuilder()
        .setStation("st-lince")
        .setAqi(10)
        .setCategory("good")
        .setHourMs(NOON)
        .setDeciding("o3")
        .setMissing("pm2_5,pm10")
        .build();
  }

  private static OutlookState outlookState() {
    return OutlookState.newBuilder()
        .setStation("st-lince")
        .setDistrict("lince")
        .setMadeAtMs(NOON)
        .addForecasts(
            Forecast.newBuilder()
                .setPollutant("o3")
                .setUnit("[ppb]")
                .setHoursAhead(3)
                .setHourMs(NOON)
                .setValue(41.5)
                .setRmse(6.5)
                .setPersistenceRmse(11.25))
        .build();
  }

  private static ParkingState parkingState() {
    return ParkingState.newBuilder()
        .setZone("zone-1")
        .setName("Parque")
        .setDistrict("lince")
        .setLatitude(-12.0464)
        .setLongitude(-77.0428)
        .setObservedAtMs(NOON)
        .setCapacity(20)
        .setFree(5)
        .setOccupied(14)
        .setUnknown(1)
        .addBays(BayState.newBuilder().setBay("b17").setState("occupied").setSinceMs(NOON))
        .build();
  }

  private static HomeState homeState() {
    return HomeState.newBuilder()
        .setHome("h-7f3a")
        .setDistrict("lince")
        .setState("unknown")
        .setBecause("plug-silent")
        .setSinceMs(NOON)
        .setLastActivityMs(NOON - 7_200_000)
        .setLastReportMs(NOON - 3_600_000)
        .setInactivityLimitMinutes(1_440)
        .setEvaluatedAtMs(NOON)
        .build();
  }

  private static HomeState homeStateOfSomePlugs() {
    return homeState().toBuilder()
        .setState("normal")
        .clearBecause()
        .setPlugs(2)
        .setPlugsSilent(1)
        .build();
  }

  private static GatewayState gatewayState() {
    return GatewayState.newBuilder()
        .setGateway("gw-lince")
        .setDomain("air")
        .setDistrict("lince")
        .setHeartbeatMs(NOON)
        .setSpoolBatches(3)
        .setSpoolOldestAgeMs(15_000)
        .setAccepted(1_000)
        .setRefused(2)
        .setEvicted(1)
        .setBatches(42)
        .setDuplicates(4)
        .setMissing(1)
        .setState("online")
        .build();
  }
}
