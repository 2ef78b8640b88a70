package io.weir.appliance.unittest;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.rows.Values;
import io.weir.config.Location;
import io.weir.config.unittest.ExpectedRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Location HERE = new Location(Path.of("t.yaml"), 1, 1);

    private static Map<String, @Nullable Object> row(@Nullable Object key, @Nullable Object n) {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("key", key);
        row.put("n", n);
        return row;
    }

    private static List<String> compare(
            List<Map<String, @Nullable Object>> expected, List<Map<String, @Nullable Object>> actual) {
        return Comparison.of(
                        expected.stream().map(it -> new ExpectedRow(HERE, it)).toList(), actual, 1e-9)
                .stream()
                .map(ComparisonTest::text)
                .toList();
    }

    private static String text(Comparison.Line line) {
        String expected =
                line.expected() == null ? "" : "" + line.expected().values().get("key");
        String actual = line.actual() == null ? "" : "" + line.actual().get("key");
        return expected
                + (line.isRight() ? "=" : "/")
                + actual
                + (line.differing().isEmpty() ? "" : " " + line.differing());
    }

    @Test
    void shouldFindTheRowThatIsMissingAndTheOneTooMany() {
        assertThat(compare(List.of(row("a", 1L), row("b", 2L), row("c", 3L)), List.of(row("a", 1L), row("c", 3L))))
                .containsExactly("a=a", "b/", "c=c");
        assertThat(compare(List.of(row("a", 1L), row("c", 3L)), List.of(row("a", 1L), row("b", 2L), row("c", 3L))))
                .containsExactly("a=a", "/b", "c=c");
    }

    @Test
    void shouldLayARowWithAnotherValueBesideTheOneThatWasExpected() {
        assertThat(compare(
                        List.of(row("a", 1L), row("b", 2L), row("c", 3L)),
                        List.of(row("x", 0L), row("a", 1L), row("b", 7L), row("c", 3L))))
                .containsExactly("/x", "a=a", "b/b [n]", "c=c");
    }

    @Test
    void shouldNotTakeRowsInAnotherOrderForRight() {
        assertThat(compare(List.of(row("a", 1L), row("b", 2L)), List.of(row("b", 2L), row("a", 1L))))
                .containsExactly("a/", "b=b", "/a");
    }

    @Test
    void shouldCompareDoublesWithinTheToleranceAndNullsExactly() {
        assertThat(Values.equal(0.3, 0.1 + 0.2, 1e-9)).isTrue();
        assertThat(Values.equal(1e12, 1e12 + 1, 1e-9)).isTrue();
        assertThat(Values.equal(1.0, 1.0 + 1e-6, 1e-9)).isFalse();
        assertThat(Values.equal(0.0, 1e-12, 0)).isFalse();
        assertThat(Values.equal(Double.NaN, Double.NaN, 0)).isTrue();
        assertThat(Values.equal(Double.POSITIVE_INFINITY, Double.MAX_VALUE, 1)).isFalse();
        assertThat(Values.equal(null, null, 0)).isTrue();
        assertThat(Values.equal(null, 0.0, 1)).isFalse();
        assertThat(Values.equal(0L, null, 1)).isFalse();
    }

    @Test
    void shouldNameEveryRowOnceAndInOrderWhateverCame() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            List<Map<String, @Nullable Object>> expected = rows(random);
            List<Map<String, @Nullable Object>> actual = rows(random);
            List<Comparison.Line> lines = Comparison.of(
                    expected.stream().map(it -> new ExpectedRow(HERE, it)).toList(), actual, 0);
            List<Object> left = new ArrayList<>();
            List<Object> right = new ArrayList<>();
            for (Comparison.Line line : lines) {
                if (line.expected() != null) {
                    left.add(line.expected().values());
                }
                if (line.actual() != null) {
                    right.add(line.actual());
                }
            }
            assertThat(left).as("seed %s", seed).isEqualTo(expected);
            assertThat(right).as("seed %s", seed).isEqualTo(actual);
            assertThat(lines.stream().allMatch(Comparison.Line::isRight))
                    .as("seed %s", seed)
                    .isEqualTo(expected.equals(actual));
        }
    }

    private static List<Map<String, @Nullable Object>> rows(Random random) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            rows.add(row("k" + random.nextInt(3), random.nextBoolean() ? null : (Object) (long) random.nextInt(2)));
        }
        return rows;
    }
}
