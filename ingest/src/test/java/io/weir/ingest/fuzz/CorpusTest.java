package io.weir.ingest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What fuzzing has found so far, again. */
class CorpusTest {
    @ParameterizedTest
    @EnumSource
    void shouldStandEveryInputThatWasKept(FuzzTarget target) throws IOException {
        List<byte[]> inputs = Corpus.read(target);
        assertThat(inputs).hasSizeGreaterThan(5);
        Consumer<byte[]> taker = target.start();
        for (byte[] input : inputs) {
            try {
                taker.accept(input);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(target + " " + HexFormat.of().formatHex(input), e);
            }
        }
    }
}
