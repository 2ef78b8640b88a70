package io.weir.config.yaml;

import io.weir.config.ConfigException;
import io.weir.config.Location;
import io.weir.config.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads a configuration file into text. */
public final class YamlFile {
    /** Larger files are refused. */
    public static final int MAX_BYTES = 1 << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private YamlFile() {}

    /**
     * The text of a file, without a byte order mark.
     *
     * @throws ConfigException if it cannot be read, is larger than {@link #MAX_BYTES}, or is not UTF-8
     */
    public static String read(Path file) throws ConfigException {
        return text(file, bytes(file));
    }

    /**
     * The text of a file with these bytes, without a byte order mark.
     *
     * @throws ConfigException if it is not UTF-8
     */
    static String text(Path file, byte[] bytes) throws ConfigException {
        CharBuffer chars = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), chars, true);
        chars.flip();
        String text = chars.toString();
        if (result.isError()) {
            int offset = text.getBytes(StandardCharsets.UTF_8).length;
            Location place = TextPlaces.endOf(file, text);
            throw failure(
                    place,
                    String.format(
                            "byte 0x%02X is not valid UTF-8; save the file with the encoding UTF-8",
                            bytes[offset] & 0xff));
        }
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static byte[] bytes(Path file) throws ConfigException {
        if (Files.isDirectory(file)) {
            throw failure(
                    file,
                    "is a directory; name the configuration file itself, for example " + file.resolve("weir.yaml"));
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw failure(file, "is larger than 1MiB; a configuration is at most 1MiB: is this the right file?");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw failure(file, "there is no such file; check the path, or name another with -c FILE");
        } catch (AccessDeniedException e) {
            throw failure(file, "may not be read by this user; check its owner and permissions");
        } catch (IOException e) {
            throw failure(file, "cannot be read: " + e.getMessage());
        }
    }

    private static ConfigException failure(Path file, String message) {
        return failure(new Location(file, 1, 1), message);
    }

    private static ConfigException failure(Location location, String message) {
        return new ConfigException(List.of(new Problem(location, "", message)));
    }
}
