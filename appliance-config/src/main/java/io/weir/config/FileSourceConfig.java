package io.weir.config;

import io.weir.model.ByteSize;
import java.util.List;

/**
 * Files of lines, Parquet files, or tables in YAML or JSON: a history, or logs that grow.
 *
 * @param paths absolute; names of files and patterns ({@code /data/press-*.ndjson}), at least one
 * @param reading what becomes of files that change
 * @param order which file is read first
 * @param skipLines how many lines at the beginning of each file are no messages: the heading of a CSV file
 * @param maxPayload longer lines become dead letters
 */
public record FileSourceConfig(
        String id, List<String> paths, Reading reading, Order order, int skipLines, ByteSize maxPayload)
        implements SourceConfig {
    /** When files are read. */
    public enum Reading {
        /** Each that is there, to its end, once. */
        ONCE,
        /** On and on as they grow, and new ones as they appear. */
        FOLLOW,
        /** All of it anew when it has been changed, and new ones as they appear: tables. */
        RELOAD
    }

    /** Whether the source goes on when it has read all there is. */
    public boolean goesOn() {
        return reading != Reading.ONCE;
    }

    /** The order of files. */
    public enum Order {
        /** One after the other by name: for files that follow each other in time. */
        NAME,
        /** One after the other by the time of their last change: for logs that are rotated. */
        MODIFIED,
        /** All at once, each with a watermark of its own: for files side by side in time, one for each device. */
        TOGETHER
    }

    public FileSourceConfig {
        paths = List.copyOf(paths);
    }

    @Override
    public String type() {
        return "file";
    }

    /** Whether a file with this name is a Parquet file. */
    public static boolean isParquet(String path) {
        return path.endsWith(".parquet");
    }

    /** Whether a file with this name is a YAML file. */
    public static boolean isYaml(String path) {
        return path.endsWith(".yaml") || path.endsWith(".yml");
    }

    /** Whether a file with this name is a JSON file: an array, or lines. */
    public static boolean isJson(String path) {
        return path.endsWith(".json");
    }

    /** Whether files are surely Parquet files, by what their patterns end with. */
    public boolean readsParquet() {
        return paths.stream().anyMatch(FileSourceConfig::isParquet);
    }

    /** Whether files are surely read as YAML, by what their patterns end with. */
    public boolean readsYaml() {
        return reading != Reading.FOLLOW && paths.stream().anyMatch(FileSourceConfig::isYaml);
    }
}
