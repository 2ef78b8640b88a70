package io.weir.processing.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.Schema;
import io.weir.processing.expression.ExpressionException;
import io.weir.processing.expression.Parser;
import io.weir.processing.expression.Scope;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of calls that cannot be. */
class AggregateMistakesTest {
    private static String mistake(String call) throws ExpressionException {
        Scope scope = new Scope(Subject.SCHEMA);
        Aggregate aggregate = new AggregateCompiler(1L << 30).compile("x", Parser.parseAggregation(call), scope);
        assertThat(aggregate == null).as(call).isEqualTo(!scope.mistakes().isEmpty());
        return scope.mistakes().isEmpty()
                ? ""
                : scope.mistakes().get(0).offset() + ": "
                        + scope.mistakes().get(0).message();
    }

    @Test
    void shouldSayWhatIsAllowedInstead() throws ExpressionException {
        Map<String, String> mistakes = Map.ofEntries(
                Map.entry("ewma(d, 0)", "8: the time constant must be a number above 0, not 0"),
                Map.entry("ewma(d, -3)", "8: the time constant must be a number above 0, not -3"),
                Map.entry("ewma(d, l)", "8: the time constant must be a number above 0, not l"),
                Map.entry(
                        "ewma(d)",
                        "0: ewma() takes a field and a time constant in seconds, for example ewma(temp, 30)"),
                Map.entry("top_k(t, 2.5)", "9: the number of values must be a whole number from 1 to 100, not 2.5"),
                Map.entry("top_k(t, 101)", "9: the number of values must be a whole number from 1 to 100, not 101"),
                Map.entry("histogram(d, 5, 5, 2)", "16: the ranges must end above where they begin, not at 5"),
                Map.entry(
                        "histogram(t, 0, 5, 2)",
                        "10: histogram() needs a double or long, but t is a string, which has"
                                + " count, count_distinct, first, last, arg_min, arg_max, gap, mode, top_k, collect"),
                Map.entry("collect(d, 0)", "11: the number of values must be a whole number from 1 to 1000, not 0"),
                Map.entry("percentile(d, exact)", "14: the percentile must be a number from 0 to 100, not exact"),
                Map.entry("sum(d, exact)", "0: sum() takes one field, for example sum(temp)"),
                Map.entry("gap(d, l)", "0: gap() takes nothing or one field, for example gap() or gap(temp)"),
                Map.entry("tok_k(t, 3)", "0: there is no aggregate 'tok_k'; did you mean 'top_k'?"));
        for (Map.Entry<String, String> mistake : mistakes.entrySet()) {
            assertThat(mistake(mistake.getKey())).as(mistake.getKey()).isEqualTo(mistake.getValue());
        }
        assertThat(mistake("histogram(d, -5, -2.5, 2)")).isEmpty();
    }

    @Test
    void shouldTakeAFieldThatIsNamedExact() throws ExpressionException {
        Scope scope = new Scope(new Schema(Schema.Kind.STREAM, "s", List.of(new Field("exact", FieldType.DOUBLE))));
        for (String call : List.of("median(exact)", "median(exact, exact)", "percentile(exact, 90, exact)")) {
            assertThat(new AggregateCompiler(1L << 30).compile("x", Parser.parseAggregation(call), scope))
                    .as(call)
                    .isNotNull();
        }
        assertThat(scope.mistakes()).isEmpty();
    }
}
