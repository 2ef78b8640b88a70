package io.weir.processing.aggregate;

import io.weir.model.Dictionary;
import io.weir.model.RowBatch;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.io.JsonStringEncoder;

/** Results of several values, as JSON in a text. Allocates, once for a result. */
final class JsonTexts {
    private JsonTexts() {}

    static String array(int count, IntFunction<String> element) {
        return IntStream.range(0, count).mapToObj(element).collect(Collectors.joining(",", "[", "]"));
    }

    /** Names with whole numbers. */
    static String object(int count, IntFunction<String> name, IntToLongFunction value) {
        return IntStream.range(0, count)
                .mapToObj(i -> quoted(name.apply(i)) + ":" + value.applyAsLong(i))
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** A number as JSON has it; what JSON has no number for as a text. */
    static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : quoted(Double.toString(value));
    }

    static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }

    static void set(RowBatch out, int field, String json) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        int entry = out.dictionary().intern(utf8, 0, utf8.length);
        if (entry != Dictionary.FULL) {
            out.setString(field, entry);
        }
    }
}
