package io.weir.config.unittest;

import io.weir.config.Location;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One unit test: what comes in, and what must come out.
 *
 * @param input by stream, in the order of arrival
 * @param expect by stream, pipeline or {@code dead_letters}; what is not named is not compared, except dead letters, of
 *     which there must then be none
 * @param tolerance how far a double may lie from the expected one: absolute below 1, relative above
 * @param close whether time goes on behind the last row until every window has closed
 */
public record TestCase(
        String name,
        Location at,
        Map<String, List<TestInput>> input,
        Map<String, Expected> expect,
        double tolerance,
        boolean close) {
    public TestCase {
        input = Collections.unmodifiableMap(new LinkedHashMap<>(input));
        expect = Collections.unmodifiableMap(new LinkedHashMap<>(expect));
    }

    /**
     * The rows of one output, in order.
     *
     * @param at where they are expected
     */
    public record Expected(Location at, List<ExpectedRow> rows) {
        public Expected {
            rows = List.copyOf(rows);
        }
    }
}
