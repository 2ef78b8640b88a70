package io.weir.ingest.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.ingest.decode.Topic;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DefinitionTest {
    private static String of(Inference samples) {
        return Definition.of(samples, "press", "plant", "a test");
    }

    @Test
    void shouldSayWhatStandsInJson() {
        Inference samples = Inference.ofAny();
        for (int i = 0; i < 100; i++) {
            String rare = i % 50 == 0 ? ",\"rare\":" + i : "";
            String temp = i == 7 ? "\"n/a\"" : String.valueOf(20 + i / 10.0);
            String payload = "{\"ts\":" + (1_700_000_000_000L + i) + ",\"temp\":" + temp + ",\"rpm\":" + i
                    + ",\"loc\":{\"hall\":\"" + (i % 2 == 0 ? "north" : "south") + "\"},\"on\":" + (i % 2 == 0)
                    + ",\"when\":\"2026-11-22T10:00:00Z\",\"quoted\":\"" + i + "\",\"list\":[1],\"gone\":null,"
                    + "\"key\":" + i + ",\"Motor Speed\":1,\"a'b\":1,\"motorTemp\":1.5,\"state\":"
                    + (i % 2 == 0 ? "1" : "\"idle\"") + rare + "}";
            samples.add(new Topic("plant/p" + i % 4 + "/press"), payload.getBytes(StandardCharsets.UTF_8));
        }
        samples.add(new Topic("plant/p1/press"), new byte[] {'{'});
        assertThat(of(samples)).isEqualTo("""
                # 100 rows in 101 messages of a test
                # 1 message is not json (Unexpected end-of-input: expected close marker for Object), and would be dead letters
                streams:
                  press:
                    inputs: [plant]
                    decode: json
                    key: "{topic.1}"  # 4 values; other candidates: $.loc.hall (2 values), $.state (2 values)
                    time: { path: $.ts, unit: ms }
                    fields:
                      temp: double  # mixed: 1 of 100 are texts ("n/a"), which would be dead letters; 20.0 to 29.9
                      rpm: long  # 0 to 99
                      hall: { path: $.loc.hall, type: string }  # "north", "south"
                      on: bool
                      when: { path: $.when, type: timestamp, unit: iso }  # "2026-11-22T10:00:00Z"
                      quoted: long  # numbers in quotes
                      # $.list: an array, which no field can hold
                      # $.gone: always null
                      key_value: { path: $.key, type: long }  # 0 to 99
                      motor_speed: { path: "$['Motor Speed']", type: long }  # always 1
                      motor_temp: { path: $.motorTemp, type: double }  # always 1.5
                      state: string  # mixed: 50 texts, 50 numbers, 0 bools; "1", "idle"
                      rare: long  # rare: in 2 of 100; 0 to 50
                      # not to be named by a path: "a'b"
                """.replace(
                        "Unexpected end-of-input: expected close marker for Object", Member.shown(samples.badWhy())));
    }

    @Test
    void shouldGuessTheUnitOfTheTime() {
        for (String[] unit : new String[][] {
            {"1700000000", "unit: s"},
            {"1700000000.25", "unit: s"},
            {"1700000000000", "unit: ms"},
            {"1700000000000000", "unit: us"},
            {"1700000000000000000", "unit: ns"},
            {"\"2026-11-22T10:00:00+01:00\"", "unit: iso"},
            {"\"2026-11-22 10:00:00\"", "pattern: \"yyyy-MM-dd HH:mm:ss\""},
            {"\"24.12.2026 18:00:00\"", "pattern: \"dd.MM.yyyy HH:mm:ss\""},
            {"20261122100000", "pattern: \"yyyyMMddHHmmss\""},
        }) {
            Inference samples = Inference.ofAny();
            samples.add("{\"timestamp\":" + unit[0] + ",\"v\":1}");
            assertThat(of(samples)).contains("    time: { path: $.timestamp, " + unit[1] + " }");
        }
        Inference counters = Inference.ofAny();
        counters.add("{\"counter\":1700000000,\"v\":1}");
        assertThat(of(counters)).contains("# no member is surely a time").contains("counter: long");
    }

    @Test
    void shouldSayWhatStandsInCsv() {
        Inference samples = Inference.ofAny();
        samples.add(
                "device;time;temp;note\np1;2026-11-22 10:00:00;1.5;\"a;b\"\np1;2026-11-22 10:00:01;2;\np2;2026-11-22 10:00:02;;x\np2;2026-11-22 10:00:02;;x\n");
        assertThat(of(samples)).isEqualTo("""
                # 4 rows in 1 message of a test
                streams:
                  press:
                    inputs: [plant]
                    decode: { type: csv, delimiter: ";", header: true }
                    key: $.device  # 2 values
                    time: { path: $.time, pattern: "yyyy-MM-dd HH:mm:ss" }  # in UTC, or add zone: Europe/Berlin
                    fields:
                      temp: double  # null or absent in 2 of 4; 1.5 to 2
                      note: string  # null or absent in 1 of 4; "a;b", "x"
                """);
        Inference bare = Inference.of(Format.CSV);
        bare.add("1700000000000,p1,1.5\n1700000000001,p2,2.5");
        assertThat(of(bare)).contains("header: false, columns: [c1, c2, c3] }");
    }

    @Test
    void shouldSayWhatStandsInLineProtocol() {
        Inference samples = Inference.ofAny();
        samples.add(
                "press,host=p\\ 1,hall=n temp=1.5,n=3i,on=t,note=\"a b\" 1700000000000000000\n"
                        + "# comment\npress,host=p2,hall=n temp=2.5 1700000001000000000\n"
                        + "press,host=p\\ 1,hall=n temp=1.5 1700000002000000000\npress,host=p2,hall=n temp=2 1700000003000000000\n");
        assertThat(of(samples)).isEqualTo("""
                # 4 rows in 1 message of a test
                streams:
                  press:
                    inputs: [plant]
                    decode: line_protocol
                    key: $.tags.host  # 2 values; other candidates: $.tags.hall (1 value)
                    time: { path: $._time, unit: ns }
                    fields:
                      measurement: { path: $._measurement, type: string }  # "press"
                      hall: { path: $.tags.hall, type: string }  # "n"
                      temp: double  # 1.5 to 2.5
                      n: long  # rare: in 1 of 4; always 3
                      on: bool  # rare: in 1 of 4
                      note: string  # rare: in 1 of 4; "a b"
                """);
    }

    @Test
    void shouldSayWhyNothingCanBeRead() {
        Inference samples = Inference.ofAny();
        samples.add("\u0001\u0002");
        assertThat(samples.isEmpty()).isTrue();
        assertThat(samples.badWhy()).isEqualTo("csv: the first line has one value");
    }
}
