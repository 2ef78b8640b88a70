package io.weir.appliance.e2e;

import io.weir.model.EventTime;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The windows of some readings, computed in the plainest way: one pass, one map. Independent of the engine. */
final class ExpectedWindows {
    private static final class Window {
        long n;
        double sum;
        double max = Double.NEGATIVE_INFINITY;
    }

    private ExpectedWindows() {}

    /**
     * What {@code replay} prints of a pipeline {@code where temp > 0 … count, sum(temp), max(temp)} by key, per line
     * how often: each should be there once.
     */
    static Map<String, Integer> lines(Collection<Reading> readings, long sizeMs, long hopMs) {
        Map<String, Window> windows = new TreeMap<>();
        for (Reading reading : readings) {
            if (reading.temp() <= 0) {
                continue;
            }
            for (long start = Math.floorDiv(reading.timeMs(), hopMs) * hopMs;
                    start > reading.timeMs() - sizeMs;
                    start -= hopMs) {
                Window window = windows.computeIfAbsent(start + "/" + reading.device(), k -> new Window());
                window.n++;
                window.sum += reading.temp();
                window.max = Math.max(window.max, reading.temp());
            }
        }
        Map<String, Integer> lines = new TreeMap<>();
        windows.forEach((key, window) -> {
            long start = Long.parseLong(key.substring(0, key.indexOf('/')));
            lines.put(line(start, start + sizeMs, key.substring(key.indexOf('/') + 1), window), 1);
        });
        return lines;
    }

    private static String line(long start, long end, String device, Window window) {
        return "{\"window_start\":\"" + EventTime.format(start * 1_000_000) + "\",\"window_end\":\""
                + EventTime.format(end * 1_000_000) + "\",\"revision\":0,\"key\":\"" + device + "\",\"n\":" + window.n
                + ",\"temp_sum\":" + window.sum + ",\"temp_max\":" + window.max + "}";
    }
}
