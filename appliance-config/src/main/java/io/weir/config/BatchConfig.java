package io.weir.config;

import java.time.Duration;

/**
 * When a batch of rows is closed and written to its journal as one document.
 *
 * @param rows at this many rows, 1 to 4,096
 * @param linger at this age; longer makes larger documents out of a slow stream, and adds to its latency
 */
public record BatchConfig(int rows, Duration linger) {
    public BatchConfig {
        if (rows < 1 || rows > 4096) {
            throw new IllegalArgumentException("rows must be 1 to 4096: " + rows);
        }
    }
}
