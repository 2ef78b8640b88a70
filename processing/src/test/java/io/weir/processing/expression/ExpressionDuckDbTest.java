package io.weir.processing.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random expressions over random rows, against what DuckDB computes of the same text. */
class ExpressionDuckDbTest {
    private static final int EXPRESSIONS = Integer.getInteger("weir.cases", 600);
    private static final int ROWS = 70;
    private static final Schema SCHEMA = new Schema(
            Schema.Kind.STREAM,
            "s",
            List.of(
                    new Field("d", FieldType.DOUBLE),
                    new Field("l", FieldType.LONG),
                    new Field("t", FieldType.STRING),
                    new Field("b", FieldType.BOOL),
                    new Field("made", FieldType.TIMESTAMP)));
    private static final List<String> WORDS = List.of("a", "ab", "b", "", "größe", "zu groß", " Ab ");

    /** Makes expressions that both languages read alike. */
    private static final class Texts {
        private final Random random;

        Texts(Random random) {
            this.random = random;
        }

        private String pick(String... choices) {
            return choices[random.nextInt(choices.length)];
        }

        private String word() {
            return "'" + WORDS.get(random.nextInt(WORDS.size())) + "'";
        }

        String number(int depth) {
            if (depth == 0) {
                return pick("d", "l", "d", "l", "2", "0", "-1.5", "7");
            }
            String a = number(depth - 1);
            return switch (random.nextInt(17)) {
                case 0, 1, 2, 3 -> "(" + a + " " + pick("+", "-", "*", "/", "%") + " " + number(depth - 1) + ")";
                case 4 -> pick("abs", "sign", "floor", "ceil", "round") + "(" + a + ")";
                case 5 -> "sqrt(abs(" + a + "))";
                case 6 -> pick("ln", "log10") + "(abs(" + a + ") + 1)";
                case 7 -> "pow(" + a + ", 2)";
                case 8 -> pick("least", "greatest") + "(" + a + ", " + number(depth - 1) + ", " + number(0) + ")";
                case 9 -> "coalesce(" + a + ", " + number(depth - 1) + ")";
                case 10 -> "nullif(" + a + ", " + number(0) + ")";
                case 11 -> "length(" + text(depth - 1) + ")";
                case 12 -> pick("hour", "minute", "month", "year") + "(" + time() + ")";
                case 14 -> "seconds_between(" + time() + ", " + time() + ")";
                case 13 -> "(- " + a + ")";
                default ->
                    "case when " + condition(depth - 1) + " then " + a
                            + (random.nextBoolean()
                                    ? " when " + condition(depth - 1) + " then " + number(depth - 1)
                                    : "")
                            + (random.nextBoolean() ? " else " + number(depth - 1) : "") + " end";
            };
        }

        private String time() {
            return random.nextBoolean()
                    ? "made"
                    : "date_trunc('" + pick("minute", "hour", "day", "week", "month", "year") + "', made)";
        }

        String text(int depth) {
            if (depth == 0 || random.nextInt(3) == 0) {
                return "t";
            }
            return switch (random.nextInt(8)) {
                case 0 -> pick("lower", "upper", "trim") + "(" + text(depth - 1) + ")";
                case 1 -> "substring(" + text(depth - 1) + ", " + (1 + random.nextInt(4)) + ")";
                case 2 ->
                    "substring(" + text(depth - 1) + ", " + (1 + random.nextInt(4)) + ", " + random.nextInt(4) + ")";
                case 3 -> "replace(" + text(depth - 1) + ", " + word() + ", " + word() + ")";
                case 4 -> "concat(" + text(depth - 1) + ", " + word() + ", " + text(depth - 1) + ")";
                default -> choice(depth);
            };
        }

        private String choice(int depth) {
            return "case when " + condition(depth - 1) + " then " + (random.nextBoolean() ? word() : "t")
                    + " else t end";
        }

        String condition(int depth) {
            if (depth == 0) {
                return pick("b", "d > 0", "t is null", "l <= 3", "true", "t = 'ab'");
            }
            return switch (random.nextInt(8)) {
                case 0 -> "(" + condition(depth - 1) + pick(" and ", " or ") + condition(depth - 1) + ")";
                case 1 -> "(not " + condition(depth - 1) + ")";
                case 2 -> "(" + number(depth - 1) + pick(" < ", " >= ", " = ", " <> ") + number(depth - 1) + ")";
                case 3 ->
                    "(" + number(depth - 1) + pick(" between ", " not between ") + number(0) + " and "
                            + number(depth - 1) + ")";
                case 4 -> "(" + number(depth - 1) + pick(" in ", " not in ") + "(1, 2, " + number(0) + "))";
                case 5 -> "(" + text(depth - 1) + pick(" in ", " not in ") + "(" + word() + ", " + word() + "))";
                case 6 -> pick("contains", "starts_with", "ends_with") + "(" + text(depth - 1) + ", " + word() + ")";
                default -> "(" + number(depth - 1) + pick(" is null", " is not null") + ")";
            };
        }
    }

    @Test
    void shouldComputeWhatDuckDbComputes() throws Exception {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        Texts texts = new Texts(random);
        Map<FieldType, Integer> types = new HashMap<>();
        int values = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            // Null is what a division by zero gives here too.
            statement.execute("SET ieee_floating_point_ops = false; SET error_on_division_by_zero = false");
            statement.execute("CREATE MACRO seconds_between(a, b) AS (epoch_us(b) - epoch_us(a)) / 1e6");
            RowBatch batch = rows(random, statement);
            for (int i = 0; i < EXPRESSIONS; i++) {
                int depth = 1 + random.nextInt(3);
                String text = switch (random.nextInt(3)) {
                    case 0 -> texts.text(depth);
                    case 1 -> texts.condition(depth);
                    default -> texts.number(depth);
                };
                Scope scope = new Scope(SCHEMA);
                Vector vector = ComputedColumn.compile(Parser.parse(text), scope);
                assertThat(scope.mistakes()).as("seed %d: %s", seed, text).isEmpty();
                vector.load(batch);
                List<Object> expected = expected(statement, text);
                for (int row = 0; row < ROWS; row++) {
                    assertSame(
                            "seed " + seed + ": " + text + " of row " + row,
                            value(vector, batch, row),
                            expected.get(row));
                    values += expected.get(row) == null ? 0 : 1;
                }
                types.merge(vector.type(), 1, Integer::sum);
            }
        }
        assertThat(types.keySet()).contains(FieldType.DOUBLE, FieldType.LONG, FieldType.BOOL, FieldType.STRING);
        assertThat(values).isGreaterThan(EXPRESSIONS * ROWS / 3);
    }

    private static RowBatch rows(Random random, Statement statement) throws SQLException {
        RowBatch batch = new RowBatch(SCHEMA, ROWS);
        StringBuilder rows = new StringBuilder();
        for (int n = 0; n < ROWS; n++) {
            batch.startRow(
                    n, 0, batch.dictionary().intern("k"), batch.partitions().intern("p"));
            String d = "NULL";
            String l = "NULL";
            String t = "NULL";
            String b = "NULL";
            String at = "NULL";
            if (random.nextInt(6) != 0) {
                double value = random.nextInt(160) / 8.0 - 10;
                batch.setDouble(0, value);
                d = String.valueOf(value);
            }
            if (random.nextInt(6) != 0) {
                long value = random.nextLong(-6, 12);
                batch.setLong(1, value);
                l = String.valueOf(value);
            }
            if (random.nextInt(6) != 0) {
                String value = WORDS.get(random.nextInt(WORDS.size()));
                batch.setString(2, batch.dictionary().intern(value));
                t = "'" + value + "'";
            }
            if (random.nextInt(6) != 0) {
                boolean value = random.nextBoolean();
                batch.setBool(3, value);
                b = String.valueOf(value);
            }
            if (random.nextInt(6) != 0) {
                long value = random.nextLong(-1_000_000_000L, 2_000_000_000L);
                batch.setLong(4, value * 1_000_000_000L);
                at = "make_timestamp(" + value + "000000)";
            }
            batch.commitRow();
            rows.append(n == 0 ? " VALUES " : ", ").append("(%d, %s, %s, %s, %s, %s)".formatted(n, d, l, t, b, at));
        }
        statement.execute("CREATE TABLE s (n BIGINT, d DOUBLE, l BIGINT, t VARCHAR, b BOOLEAN, made TIMESTAMP)");
        statement.execute("INSERT INTO s" + rows);
        return batch;
    }

    private static List<Object> expected(Statement statement, String text) throws SQLException {
        List<Object> values = new ArrayList<>();
        try (ResultSet result = statement.executeQuery("SELECT " + text + " FROM s ORDER BY n")) {
            while (result.next()) {
                values.add(result.getObject(1));
            }
        } catch (SQLException e) {
            throw new AssertionError(text, e);
        }
        return values;
    }

    private static Object value(Vector vector, RowBatch batch, int row) {
        if (!vector.isKnown(row)) {
            return null;
        }
        if (vector instanceof DoubleVector doubles) {
            return doubles.values()[row];
        } else if (vector instanceof LongVector longs) {
            return longs.values()[row];
        } else if (vector instanceof BoolVector bools) {
            return (bools.truth()[row >> 6] & (1L << (row & 63))) != 0;
        }
        return batch.dictionary().text(((TextVector) vector).entries()[row]);
    }

    private static void assertSame(String what, Object actual, Object expected) {
        if (expected instanceof Number number && actual instanceof Number ours) {
            double value = number.doubleValue();
            assertThat(ours.doubleValue()).as(what).isCloseTo(value, within(1e-9 * Math.max(1, Math.abs(value))));
        } else {
            assertThat(actual).as(what).isEqualTo(expected);
        }
    }
}
