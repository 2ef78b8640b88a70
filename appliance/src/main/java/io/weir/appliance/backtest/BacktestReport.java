package io.weir.appliance.backtest;

import io.weir.model.Schema;
import java.io.PrintWriter;

/** Prints backtests. */
public interface BacktestReport {
    /** For people. */
    static BacktestReport text(PrintWriter out) {
        return new TextReport(out);
    }

    /** An object for each difference, and one for each pipeline. */
    static BacktestReport ndjson(PrintWriter out) {
        return new NdjsonReport(out);
    }

    /** A window differs. */
    void difference(Schema results, Difference difference);

    /** A pipeline is done. */
    void end(Backtest backtest);
}
