package io.weir.processing.aggregate;

import java.util.List;

/**
 * What an aggregate is given.
 *
 * @param leastFields how many fields at least
 * @param mostFields how many fields at most
 * @param parameters the numbers behind them
 * @param exact whether {@code exact} may stand at the end
 * @param text all of it, for a message
 */
record Signature(int leastFields, int mostFields, List<Parameter> parameters, boolean exact, String text) {
    static final Signature FIELD = new Signature(1, 1, List.of(), false, "one field");
    static final Signature OPTIONAL = new Signature(0, 1, List.of(), false, "nothing or one field");
    static final Signature TWO_FIELDS =
            new Signature(2, 2, List.of(), false, "a field, and one by which the row is chosen");
    static final Signature EXACTLY = exactly("one field");

    Signature {
        parameters = List.copyOf(parameters);
    }

    static Signature numbers(String text, Parameter... parameters) {
        return new Signature(1, 1, List.of(parameters), false, text);
    }

    static Signature exactly(String text, Parameter... parameters) {
        return new Signature(1, 1, List.of(parameters), true, text);
    }

    /** Whether so many arguments may be given, {@code exact} not among them. */
    boolean takes(int arguments) {
        return arguments >= leastFields + parameters.size() && arguments <= mostFields + parameters.size();
    }
}
