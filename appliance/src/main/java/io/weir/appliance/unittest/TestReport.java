package io.weir.appliance.unittest;

import io.weir.config.unittest.TestFile;
import java.io.PrintWriter;

/** Tells what came of tests, as they end. One thread. */
public interface TestReport {
    /** One test has ended. */
    void test(TestFile file, TestResult result);

    /** All have. */
    void end();

    /** For a person: a line a test, and what differs in a table. */
    static TestReport text(PrintWriter out) {
        return new TextReport(out);
    }

    /** For a program: a JSON object a line and test. */
    static TestReport ndjson(PrintWriter out) {
        return new NdjsonReport(out);
    }
}
