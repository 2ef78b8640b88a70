package io.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S, 500ms",
        "10s, PT10S, 10s",
        "7d, P7D, 7d",
        "1.5h, PT90M, 90m",
        "60s, PT60S, 1m",
        "0ms, PT0S, 0s",
        "1ns, PT0.000000001S, 1ns",
        "0.001us, PT0.000000001S, 1ns",
        "250us, PT0.00025S, 250us"
    })
    void shouldReadAndPrintADuration(String text, Duration duration, String printed) {
        assertThat(Durations.parse(text)).contains(duration);
        assertThat(Durations.print(duration)).isEqualTo(printed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10", "s", "-1s", "+1s", "1 s", "1S", "1w", "1.s", ".5s", "1e3s", "0.1ns", "107000d", "1m30s"
            })
    void shouldReadNoDurationFromOtherText(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0B, 0, 0B",
        "512B, 512, 512B",
        "64MiB, 67108864, 64MiB",
        "1.5GiB, 1610612736, 1536MiB",
        "1024KiB, 1048576, 1MiB",
        "1000B, 1000, 1000B"
    })
    void shouldReadAndPrintASize(String text, long bytes, String printed) {
        assertThat(ByteSizes.parse(text)).contains(new ByteSize(bytes));
        assertThat(ByteSizes.print(new ByteSize(bytes))).isEqualTo(printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "MiB", "-1B", "1 MiB", "1MB", "1mib", "0.5B", "99999999TiB"})
    void shouldReadNoSizeFromOtherText(String text) {
        assertThat(ByteSizes.parse(text)).isEmpty();
    }

    @Test
    void shouldReadWhatItPrinted() {
        long seed = 20261122;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextLong() >>> (1 + random.nextInt(63));
            assertThat(Durations.parse(Durations.print(Duration.ofNanos(value))))
                    .as("seed %d", seed)
                    .contains(Duration.ofNanos(value));
            assertThat(ByteSizes.parse(ByteSizes.print(new ByteSize(value))))
                    .as("seed %d", seed)
                    .contains(new ByteSize(value));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "topic, topics",
        "tpoics, topics",
        "TOPICS, topics",
        "uri, url",
        "urls, url",
        "lateness, allowed_lateness",
        "topics_list, topics",
        "sise, size"
    })
    void shouldSuggestTheNearestWord(String wrong, String expected) {
        assertThat(Suggest.nearest(wrong, List.of("url", "topics", "size", "allowed_lateness")))
                .contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "password", "abc", "ab"})
    void shouldSuggestNothingForAStrangeWord(String wrong) {
        assertThat(Suggest.nearest(wrong, List.of("url", "topics", "size", "allowed_lateness")))
                .isEmpty();
        assertThat(Suggest.hint("x".repeat(100_000), List.of("x".repeat(100_000))))
                .isEmpty();
    }

    @Test
    void shouldSuggestTheFirstOfEquallyNearWords() {
        assertThat(Suggest.hint("cart", List.of("card", "cars"))).isEqualTo("; did you mean 'card'?");
    }
}
