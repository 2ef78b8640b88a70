package io.weir.appliance.unittest;

import io.weir.config.Location;
import io.weir.config.unittest.TestCase;
import io.weir.model.FieldType;
import java.util.List;
import java.util.Map;

/**
 * What came of a test.
 *
 * @param differences by output; none: it has passed
 * @param notes what may explain them: rows that were late, a line each
 */
public record TestResult(TestCase test, List<Difference> differences, List<String> notes) {
    public TestResult {
        differences = List.copyOf(differences);
        notes = List.copyOf(notes);
    }

    /** Whether everything was as expected. */
    public boolean isPassed() {
        return differences.isEmpty();
    }

    /**
     * What came out of a stream or a pipeline, where that is not what was expected.
     *
     * @param at where it was expected
     * @param columns of the output, in order
     * @param lines in order, also those that are right
     */
    record Difference(String output, Location at, Map<String, FieldType> columns, List<Comparison.Line> lines) {}
}
