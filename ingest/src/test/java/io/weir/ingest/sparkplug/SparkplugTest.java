package io.weir.ingest.sparkplug;

import static io.weir.ingest.sparkplug.Payloads.T;
import static io.weir.ingest.sparkplug.Payloads.aliased;
import static io.weir.ingest.sparkplug.Payloads.defined;
import static io.weir.ingest.sparkplug.Payloads.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.eclipse.tahu.message.model.MetricDataType.Boolean;
import static org.eclipse.tahu.message.model.MetricDataType.Bytes;
import static org.eclipse.tahu.message.model.MetricDataType.DateTime;
import static org.eclipse.tahu.message.model.MetricDataType.Double;
import static org.eclipse.tahu.message.model.MetricDataType.Float;
import static org.eclipse.tahu.message.model.MetricDataType.Int16;
import static org.eclipse.tahu.message.model.MetricDataType.Int32;
import static org.eclipse.tahu.message.model.MetricDataType.Int64;
import static org.eclipse.tahu.message.model.MetricDataType.Int8;
import static org.eclipse.tahu.message.model.MetricDataType.String;
import static org.eclipse.tahu.message.model.MetricDataType.UInt16;
import static org.eclipse.tahu.message.model.MetricDataType.UInt32;
import static org.eclipse.tahu.message.model.MetricDataType.UInt64;
import static org.eclipse.tahu.message.model.MetricDataType.UInt8;
import static org.eclipse.tahu.message.model.MetricDataType.UUID;

import io.weir.config.DecodeConfig;
import io.weir.config.TimeUnitConfig;
import io.weir.ingest.DecoderTester;
import io.weir.ingest.Streams;
import io.weir.ingest.decode.Reason;
import io.weir.model.FieldType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.protobuf.SparkplugBProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("JavaUtilDate") // Tahu takes no other
class SparkplugTest {
    private static final String NBIRTH = "spBv1.0/north/NBIRTH/edge1";
    private static final String NDATA = "spBv1.0/north/NDATA/edge1";
    private static final String NDEATH = "spBv1.0/north/NDEATH/edge1";
    private static final String DBIRTH = "spBv1.0/north/DBIRTH/edge1/press7";
    private static final String DDATA = "spBv1.0/north/DDATA/edge1/press7";

    private final List<String> commands = new ArrayList<>();
    private final DecoderTester tester = tester(Streams.stream()
            .field("temp", FieldType.DOUBLE, "Inlet/Temp")
            .field("rpm", FieldType.LONG, "Rpm")
            .field("state", FieldType.STRING, "State"));

    private DecoderTester tester(Streams stream) {
        return DecoderTester.of(
                stream.decode(new DecodeConfig.SparkplugB(true))
                        .key(Streams.payloadKey(DecodeConfig.SparkplugB.ID))
                        .time(TimeUnitConfig.MS, DecodeConfig.SparkplugB.TIME),
                (topic, payload) -> commands.add(topic));
    }

    private String rows(String topic, long sequence, Metric... metrics) {
        return tester.topic(topic).rows(Payloads.of(sequence, metrics));
    }

    private void rejected(Reason reason, String detail, String topic, long sequence, Metric... metrics) {
        tester.topic(topic).assertRejected(reason, detail, Payloads.of(sequence, metrics));
    }

    private void bear() {
        assertThat(rows(NBIRTH, 0, named("bdSeq", Int64, 3L), defined("Uptime", 1, Int64, 5L)))
                .isEmpty();
        assertThat(rows(
                        DBIRTH,
                        1,
                        defined("Inlet/Temp", 10, Double, 20.5),
                        defined("Rpm", 11, Int32, 900),
                        defined("Other", 12, Int32, 1),
                        defined("State", 13, String, "idle")))
                .isEqualTo("1.79999994E9 north/edge1/press7 20.5 900 'idle'\n");
        assertThat(commands).isEmpty();
    }

    @Test
    void shouldReadDataByTheAliasesOfBirths() {
        bear();
        assertThat(rows(DDATA, 2, aliased(10, Double, 21.5, T), aliased(12, Int32, 9, T)))
                .isEqualTo("1.79999994E9 north/edge1/press7 21.5 - -\n");
        assertThat(rows(DDATA, 3, aliased(13, String, "run", T), named("Rpm", Int32, -1)))
                .isEqualTo("1.79999994E9 north/edge1/press7 - -1 'run'\n");
        assertThat(commands).isEmpty();
        assertThat(tester.decoder().sequenceGaps()).isZero();
    }

    @Test
    void shouldMakeARowOfEachMomentInOrder() {
        bear();
        assertThat(rows(
                        DDATA,
                        2,
                        aliased(10, Double, 3.0, T + 2000),
                        aliased(10, Double, 1.0, T),
                        aliased(11, Int32, 7, T + 2000),
                        aliased(11, Int32, 5, T + 1000)))
                .isEqualTo("""
                        1.79999994E9 north/edge1/press7 1.0 - -
                        1.799999941E9 north/edge1/press7 - 5 -
                        1.799999942E9 north/edge1/press7 3.0 7 -
                        """);
    }

    @Test
    void shouldMakeNoRowOfWhatTheStreamDoesNotRead() {
        bear();
        assertThat(rows(NDATA, 2, aliased(1, Int64, 6L, T))).isEmpty();
        assertThat(rows("spBv1.0/STATE/host", -1)).isEmpty();
        assertThat(rows("spBv1.0/north/NCMD/edge1", -1, named("Node Control/Rebirth", Boolean, true)))
                .isEmpty();
        assertThat(rows("spBv1.0/north/DCMD/edge1/press7", -1, named("Rpm", Int32, 5)))
                .isEmpty();
        assertThat(rows("spBv1.0/north/DDEATH/edge1/press7", 3)).isEmpty();
        assertThat(commands).isEmpty();
    }

    @Test
    void shouldAskForARebirthOfWhatItHasNotSeenBorn() {
        rejected(
                Reason.NO_BIRTH,
                "alias 10 is of no birth that has been seen since the start",
                DDATA,
                17,
                aliased(10, Double, 21.5, T));
        assertThat(commands).containsExactly("spBv1.0/north/NCMD/edge1");
        commands.clear();
        bear();
        assertThat(rows(DDATA, 2, aliased(10, Double, 21.5, T))).contains("21.5");
    }

    @Test
    void shouldReadWhatNeedsNoBirthAndAskForItAllTheSame() {
        assertThat(rows(DDATA, 17, named("Inlet/Temp", Float, 21.5f)))
                .isEqualTo("1.79999994E9 north/edge1/press7 21.5 - -\n");
        assertThat(commands).hasSize(1);
    }

    @Test
    void shouldNoticeThatMessagesAreMissing() {
        bear();
        assertThat(rows(DDATA, 4, aliased(10, Double, 21.5, T)))
                .as("aliases are still those of the birth")
                .contains("21.5");
        assertThat(tester.decoder().sequenceGaps()).isEqualTo(1);
        assertThat(commands).containsExactly("spBv1.0/north/NCMD/edge1");
        for (int i = 5; i < 300; i++) {
            rows(DDATA, i & 0xff, aliased(10, Double, 21.5, T));
        }
        assertThat(tester.decoder().sequenceGaps()).as("255 is followed by 0").isEqualTo(1);
    }

    @Test
    void shouldForgetANodeAtItsDeathAndKnowTheDeathsOfFormerLives() {
        bear();
        assertThat(rows(NDEATH, -1, named("bdSeq", Int64, 2L))).isEmpty();
        assertThat(rows(DDATA, 2, aliased(10, Double, 21.5, T))).contains("21.5");
        assertThat(rows(NDEATH, -1, named("bdSeq", Int64, 3L))).isEmpty();
        assertThat(tester.topic(DDATA).decode(Payloads.of(3, aliased(10, Double, 21.5, T))))
                .isEqualTo(Reason.NO_BIRTH);
        assertThat(commands).hasSize(1);
    }

    @Test
    void shouldAskForARebirthWhenADeviceWasBornUnseen() {
        assertThat(rows(NBIRTH, 0, named("bdSeq", Int64, 3L))).isEmpty();
        rejected(
                Reason.NO_BIRTH,
                "alias 10 is of no birth that has been seen since the start",
                DDATA,
                1,
                aliased(10, Double, 21.5, T));
        assertThat(commands).as("no number is missing").containsExactly("spBv1.0/north/NCMD/edge1");
        assertThat(tester.decoder().sequenceGaps()).isZero();
    }

    @Test
    void shouldNotReadByTheAliasesBeforeABirthThatItCouldNotRead() {
        byte[] birth = Payloads.of(0, named("bdSeq", Int64, 4L), defined("Rpm", 10, Int32, 1));
        bear();
        assertThat(tester.topic(NBIRTH).decode(Arrays.copyOf(birth, birth.length - 1)))
                .isEqualTo(Reason.INVALID_SPARKPLUG);
        assertThat(commands).containsExactly("spBv1.0/north/NCMD/edge1");
        assertThat(tester.topic(DDATA).decode(Payloads.of(1, aliased(10, Int32, 33, T))))
                .isEqualTo(Reason.NO_BIRTH);
    }

    @Test
    void shouldTakeADeathWithoutANumberAsThatOfThisLife() {
        bear();
        assertThat(rows(NDEATH, -1, named("Uptime", Int64, 2L), named("bdSeq", Int64, null)))
                .isEmpty();
        assertThat(tester.topic(DDATA).decode(Payloads.of(2, aliased(10, Double, 21.5, T))))
                .isEqualTo(Reason.NO_BIRTH);
    }

    @Test
    void shouldTakeAliasesFromTheLastBirth() {
        bear();
        rows(NBIRTH, 0, named("bdSeq", Int64, 4L));
        rows(DBIRTH, 1, defined("Rpm", 10, Int32, 1));
        assertThat(rows(DDATA, 2, aliased(10, Int32, 33, T))).isEqualTo("1.79999994E9 north/edge1/press7 - 33 -\n");
        assertThat(tester.topic(DDATA).decode(Payloads.of(3, aliased(11, Int32, 1, T))))
                .isEqualTo(Reason.NO_BIRTH);
    }

    @Test
    void shouldReadEveryDataType() {
        DecoderTester all = tester(Streams.stream()
                .field("a", FieldType.LONG, "Int8")
                .field("b", FieldType.LONG, "Int16")
                .field("c", FieldType.LONG, "Int32")
                .field("d", FieldType.LONG, "Int64")
                .field("e", FieldType.LONG, "UInt8")
                .field("f", FieldType.LONG, "UInt16")
                .field("g", FieldType.LONG, "UInt32")
                .field("h", FieldType.LONG, "UInt64")
                .field("i", FieldType.DOUBLE, "Float")
                .field("j", FieldType.DOUBLE, "Double")
                .field("k", FieldType.BOOL, "Boolean")
                .field("l", FieldType.STRING, "String")
                .field("m", FieldType.TIMESTAMP, "DateTime")
                .field("n", FieldType.STRING, "UUID"));
        Metric[] metrics = {
            named("Int8", Int8, (byte) -128),
            named("Int16", Int16, (short) -32768),
            named("Int32", Int32, Integer.MIN_VALUE),
            named("Int64", Int64, Long.MIN_VALUE),
            named("UInt8", UInt8, (short) 255),
            named("UInt16", UInt16, 65535),
            named("UInt32", UInt32, 0xffff_ffffL),
            named("UInt64", UInt64, BigInteger.valueOf(Long.MAX_VALUE)),
            named("Float", Float, -0.5f),
            named("Double", Double, 1e300),
            named("Boolean", Boolean, true),
            named("String", String, "grün"),
            named("DateTime", DateTime, new Date(T)),
            named("UUID", UUID, "f3f8c8a2-0000-4000-8000-000000000001")
        };
        String expected = "1.79999994E9 north/edge1 -128 -32768 -2147483648 -9223372036854775808 255 65535 4294967295"
                + " 9223372036854775807 -0.5 1.0E300 true 'grün' 1799999940000000000"
                + " 'f3f8c8a2-0000-4000-8000-000000000001'\n";
        assertThat(all.topic(NBIRTH).rows(Payloads.of(0, metrics))).isEqualTo(expected);
        Metric tooLarge = named("UInt64", UInt64, BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
        all.topic(NDATA)
                .assertRejected(
                        Reason.OUT_OF_RANGE,
                        "field h at $.UInt64: 18446744073709551615 is beyond the range of a long",
                        Payloads.of(1, tooLarge));
    }

    @ParameterizedTest
    @CsvSource({"Int8,-5", "Int16,-5", "Int32,-5", "Int64,-5", "UInt8,251", "UInt32,4294967291"})
    void shouldKnowSignsByTheTypeOfTheBirth(String type, long expected) {
        MetricDataType dataType = new MetricDataType(type);
        SparkplugBProto.Payload.Metric.Builder birth = SparkplugBProto.Payload.Metric.newBuilder()
                .setName("Rpm")
                .setAlias(4)
                .setDatatype(dataType.toIntValue())
                .setTimestamp(T)
                .setIsNull(true);
        tester.topic(NBIRTH).rows(payload(0, birth));
        // What the specification's encoders write: the low bits.
        long bits = type.equals("UInt8") ? 251 : -5;
        SparkplugBProto.Payload.Metric.Builder data =
                SparkplugBProto.Payload.Metric.newBuilder().setAlias(4).setTimestamp(T);
        boolean wide = type.equals("Int64");
        byte[] bytes = payload(1, wide ? data.setLongValue(bits) : data.setIntValue((int) bits));
        assertThat(tester.topic(NDATA).rows(bytes)).isEqualTo("1.79999994E9 north/edge1 - " + expected + " -\n");
    }

    private static byte[] payload(int sequence, SparkplugBProto.Payload.Metric.Builder metric) {
        return SparkplugBProto.Payload.newBuilder()
                .addMetrics(metric)
                .setTimestamp(T)
                .setSeq(sequence)
                .build()
                .toByteArray();
    }

    @Test
    void shouldTakeNullsTimesOfThePayloadAndOfTheArrival() {
        bear();
        assertThat(rows(DDATA, 2, aliased(10, Double, null, T))).isEqualTo("1.79999994E9 north/edge1/press7 - - -\n");
        SparkplugBProto.Payload.Metric.Builder untimed =
                SparkplugBProto.Payload.Metric.newBuilder().setAlias(11).setIntValue(8);
        assertThat(tester.topic(DDATA).rows(payload(3, untimed))).isEqualTo("1.79999994E9 north/edge1/press7 - 8 -\n");
        byte[] timeless = SparkplugBProto.Payload.newBuilder()
                .addMetrics(untimed)
                .setSeq(4)
                .build()
                .toByteArray();
        assertThat(tester.topic(DDATA).rows(timeless)).isEqualTo("now north/edge1/press7 - 8 -\n");
    }

    @Test
    void shouldSayWhatCannotBeRead() {
        bear();
        rejected(
                Reason.TYPE_MISMATCH,
                "field rpm at $.Rpm: found \"fast\", expected a long",
                DDATA,
                2,
                named("Rpm", String, "fast"));
        rejected(
                Reason.TYPE_MISMATCH,
                "field rpm at $.Rpm: found a value of Sparkplug's data type 17, expected a long",
                DDATA,
                3,
                named("Rpm", Bytes, new byte[] {1}));
        rejected(
                Reason.DUPLICATE_MEMBER,
                "metric \"Rpm\" stands twice with one timestamp",
                DDATA,
                4,
                aliased(11, Int32, 1, T),
                aliased(11, Int32, 2, T));
        rejected(
                Reason.INVALID_SPARKPLUG,
                "the topic \"plant/p7\" is none of Sparkplug B; expected spBv1.0/group/NDATA/node or alike",
                "plant/p7",
                5);
        assertThat(tester.topic(DDATA).decode("{\"temp\":1}")).isEqualTo(Reason.INVALID_SPARKPLUG);
        assertThat(rows(DDATA, 5, aliased(10, Double, 21.5, T))).contains("21.5");
    }

    @Test
    void shouldRefuseMoreMetricsThanItCanKeep() {
        SparkplugBProto.Payload.Builder many =
                SparkplugBProto.Payload.newBuilder().setSeq(0);
        for (int i = 0; i <= SparkplugReader.MAX_METRICS; i++) {
            many.addMetrics(SparkplugBProto.Payload.Metric.getDefaultInstance());
        }
        tester.topic(NBIRTH)
                .assertRejected(
                        Reason.LIMIT_EXCEEDED,
                        "the message has more than 65536 metrics",
                        many.build().toByteArray());
    }

    @Test
    void shouldRefuseMoreEdgeNodesThanItCanKeepUntilOneDies() {
        byte[] birth = Payloads.of(0, named("bdSeq", Int64, 1L), named("Rpm", Int32, 5));
        for (int i = 0; i < EdgeNodes.MAX_NODES; i++) {
            assertThat(tester.topic("spBv1.0/north/NBIRTH/n" + i).rows(birth)).contains("north/n" + i + " - 5 -");
        }
        tester.topic(NBIRTH).assertRejected(Reason.LIMIT_EXCEEDED, "there are more than 10000 edge nodes", birth);
        assertThat(rows("spBv1.0/north/NDATA/n0", 1, named("Rpm", Int32, 6))).contains("north/n0 - 6 -");
        assertThat(rows("spBv1.0/north/NDEATH/n7", -1, named("bdSeq", Int64, 1L)))
                .isEmpty();
        assertThat(tester.topic(NBIRTH).rows(birth)).contains("north/edge1 - 5 -");
    }

    @Test
    void shouldRefuseMoreMetricsOfANodeThanItCanKeep() {
        rows(NBIRTH, 0, named("bdSeq", Int64, 1L));
        assertThat(tester.topic(DBIRTH).decode(aliases(1, 0, 60_000))).isNull();
        tester.topic(DBIRTH)
                .assertRejected(
                        Reason.LIMIT_EXCEEDED,
                        "the edge node has more than 100000 metrics, or all have more than 250000",
                        aliases(2, 60_000, 60_000));
        assertThat(rows(DDATA, 3, aliased(7, Int32, 5, T)))
                .as("known, and not read")
                .isEmpty();
        assertThat(tester.topic(DDATA).decode(Payloads.of(4, aliased(119_999, Int32, 5, T))))
                .isEqualTo(Reason.NO_BIRTH);
        // A new life has room again.
        rows(NBIRTH, 0, named("bdSeq", Int64, 2L));
        assertThat(tester.topic(DBIRTH).decode(aliases(1, 60_000, 60_000))).isNull();
        assertThat(rows(DDATA, 2, aliased(119_999, Int32, 5, T))).isEmpty();
    }

    @Test
    void shouldCountWhatItKeepsOfBrokenBirths() {
        byte[] birth = aliases(1, 0, 60_000);
        byte[] broken = Arrays.copyOf(birth, birth.length + 3);
        // A metric of one byte, which is no tag.
        System.arraycopy(new byte[] {0x12, 1, 0x0f}, 0, broken, birth.length, 3);
        for (int i = 0; i < 5; i++) {
            assertThat(tester.topic("spBv1.0/north/DBIRTH/n" + i + "/press").decode(broken))
                    .isEqualTo(Reason.INVALID_SPARKPLUG);
        }
        assertThat(tester.topic(DBIRTH).decode(aliases(1, 0, 1))).isEqualTo(Reason.LIMIT_EXCEEDED);
        for (int i = 0; i < 2; i++) {
            rows("spBv1.0/north/NDEATH/n" + i, -1);
        }
        assertThat(tester.topic(DBIRTH).decode(aliases(1, 0, 1))).isNull();
    }

    private static byte[] aliases(int sequence, int from, int count) {
        SparkplugBProto.Payload.Builder birth =
                SparkplugBProto.Payload.newBuilder().setSeq(sequence);
        for (int i = from; i < from + count; i++) {
            birth.addMetrics(SparkplugBProto.Payload.Metric.newBuilder()
                    .setName("Other/" + i)
                    .setAlias(i)
                    .setDatatype(Int32.toIntValue())
                    .setIntValue(i));
        }
        return birth.build().toByteArray();
    }

    @Test
    void shouldStandDamage() {
        bear();
        byte[] good = Payloads.of(
                2,
                named("Inlet/Temp", Double, 21.5),
                named("Rpm", Int32, 3),
                named("State", String, "run"),
                named("bdSeq", Int64, 3L));
        tester.topic(NBIRTH).survivesDamage(good);
        tester.topic(DDATA).survivesDamage(good);
        tester.topic(NDEATH).survivesDamage(good);
    }

    @Test
    void shouldAskANodeForARebirthOnceInAWhile() throws Exception {
        SparkplugBProto.Payload asked = SparkplugBProto.Payload.parseFrom(Rebirth.payload(T));
        assertThat(asked.getMetrics(0).getName()).isEqualTo("Node Control/Rebirth");
        assertThat(asked.getMetrics(0).getBooleanValue()).isTrue();
        assertThat(asked.getMetrics(0).getDatatype()).isEqualTo(Boolean.toIntValue());
        assertThat(asked.getTimestamp()).isEqualTo(T);
    }
}
