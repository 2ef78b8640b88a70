package io.weir.appliance.backtest;

/** Where results have their columns. */
final class ResultFields {
    /** Behind window_start, window_end and revision. */
    static final int FIRST_GROUP = 3;

    private ResultFields() {}
}
