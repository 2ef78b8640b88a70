package io.weir.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.PayloadConfig.Unknown;
import io.weir.ingest.DecoderTester;
import io.weir.ingest.Streams;
import io.weir.ingest.json.JsonDecoder;
import io.weir.model.FieldType;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownMembersTest {
    private static DecoderTester of(Unknown unknown) {
        return DecoderTester.of(Streams.stream()
                .unknown(unknown)
                .field("temp", FieldType.DOUBLE, "temp")
                .field("line", FieldType.LONG, "loc", "line"));
    }

    private static UnknownMembers members(DecoderTester tester) {
        return ((JsonDecoder) tester.decoder()).unknown();
    }

    @Test
    void shouldNoteEachNameOnce() {
        DecoderTester json = of(Unknown.IGNORE);
        for (int i = 0; i < 3; i++) {
            assertThat(json.rows("{\"ts\":1,\"a\":1,\"loc\":{\"line\":2,\"hall\":{\"x\":1}},\"b\\u00e4\":[{\"y\":2}]}"))
                    .isEqualTo("0.001 p7 - 2\n");
        }
        assertThat(members(json).names()).containsExactly("a", "loc.hall", "bä");
        assertThat(json.decoder().unknownMembers()).isEqualTo(3);
    }

    @Test
    void shouldNoteNoMoreNamesThanItHasRoomFor() {
        DecoderTester json = of(Unknown.IGNORE);
        for (int i = 0; i < 10_000; i++) {
            assertThat(json.decode("{\"ts\":1,\"made_up_" + i + "\":1}")).isNull();
        }
        assertThat(members(json).names()).hasSize(UnknownMembers.MAX_NAMES);
    }

    /** With an escape the full parser reads it, without one the scanner. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\\n"})
    void shouldKeepThemAsText(String escape) {
        DecoderTester json = of(Unknown.KEEP);
        assertThat(json.rows("{\"ts\":1,\"a\":1.50,\"loc\":{\"line\":2,\"hall\":\"n" + escape + "\"},"
                        + "\"b\":[true,null,{\"y\":[],\"z\":{}}],\"temp\":1}"))
                .isEqualTo("0.001 p7 1.0 2 '{\"a\":1.50,\"loc.hall\":\"n"
                        + (escape.isEmpty() ? "" : "\\u000a")
                        + "\",\"b\":[true,null,{\"y\":[],\"z\":{}}]}'\n");
        assertThat(json.rows("[{\"ts\":1},{\"ts\":2,\"c\":\"x" + escape + "\"},{\"ts\":3}]"))
                .isEqualTo("""
                0.001 p7 - - -
                0.002 p7 - - '{"c":"x%s"}'
                0.003 p7 - - -
                """.formatted(escape.isEmpty() ? "" : "\\u000a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\\n"})
    void shouldRejectThemByName(String escape) {
        DecoderTester json = of(Unknown.REJECT);
        assertThat(json.decode("{\"ts\":1,\"temp\":1}")).isNull();
        json.assertRejected(
                Reason.UNKNOWN_MEMBER,
                "found the member \"loc.hall\", which the stream does not read (unknown: reject)",
                "{\"ts\":1,\"loc\":{\"hall\":\"" + escape + "\"}}");
    }

    @Test
    void shouldAllocateNothingForThem() {
        byte[] payload = "{\"ts\":1,\"a\":1,\"loc\":{\"line\":2,\"hall\":{\"x\":1}},\"b\":[{\"y\":2}]}"
                .getBytes(StandardCharsets.UTF_8);
        assertThat(of(Unknown.IGNORE).allocatedPerMessage(payload)).isZero();
        assertThat(of(Unknown.KEEP).allocatedPerMessage(payload)).isZero();
    }
}
