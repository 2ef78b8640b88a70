package io.weir.ingest.file;

import io.weir.config.FileSourceConfig;
import io.weir.config.FileSourceConfig.Reading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** What the messages of a file are. */
enum FileFormat {
    /** Lines. */
    LINES,
    /** Lines, compressed. */
    GZIP,
    /** The rows of a Parquet file. */
    PARQUET,
    /** The items of a JSON array. */
    JSON,
    /** The items of a YAML file. */
    YAML;

    private static final int CHUNK = 1024;

    /** By its name and, of JSON, by how it begins. A file that grows holds no list: it has lines. */
    static FileFormat of(Path path, Reading reading, FileChannel channel) throws IOException {
        String name = path.toString();
        if (name.endsWith(".gz")) {
            return GZIP;
        }
        if (FileSourceConfig.isParquet(name)) {
            return PARQUET;
        }
        if (reading == Reading.FOLLOW) {
            return LINES;
        }
        if (FileSourceConfig.isYaml(name)) {
            return YAML;
        }
        return FileSourceConfig.isJson(name) && isArray(channel) ? JSON : LINES;
    }

    private static boolean isArray(FileChannel channel) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (long from = 0; channel.read(chunk.clear(), from) > 0; from += chunk.limit()) {
            chunk.flip();
            while (chunk.hasRemaining()) {
                byte b = chunk.get();
                if (!isSkipped(b)) {
                    return b == '[';
                }
            }
        }
        return false;
    }

    /** White space, or a byte order mark. */
    private static boolean isSkipped(byte b) {
        return switch (b) {
            case ' ', '\t', '\r', '\n', (byte) 0xEF, (byte) 0xBB, (byte) 0xBF -> true;
            default -> false;
        };
    }

    /** Whether places in it are none of its bytes; nothing is ever appended to such a file. */
    boolean isPacked() {
        return this != LINES;
    }
}
