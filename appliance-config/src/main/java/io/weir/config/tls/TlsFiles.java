package io.weir.config.tls;

import io.weir.config.TlsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bytes of the files that one {@code tls} section names, as they were at one time. */
public final class TlsFiles {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_SECRET_BYTES = 64 << 10;

    private final TlsConfig config;
    private final byte @Nullable [] authorities;
    private final byte @Nullable [] chain;
    private final byte @Nullable [] key;
    private final byte @Nullable [] password;

    private TlsFiles(TlsConfig config) throws TlsException {
        this.config = config;
        this.authorities = read("ca_file", config.caFile(), MAX_BYTES);
        this.chain = read("cert_file", config.certFile(), MAX_BYTES);
        this.key = read("key_file", config.keyFile(), MAX_SECRET_BYTES);
        this.password = read("key_password_file", config.keyPasswordFile(), MAX_SECRET_BYTES);
    }

    /**
     * Reads the files.
     *
     * @throws TlsException if one of them cannot be read
     */
    public static TlsFiles read(TlsConfig config) throws TlsException {
        return new TlsFiles(config);
    }

    private static byte @Nullable [] read(String name, Optional<Path> path, int max) throws TlsException {
        if (path.isEmpty()) {
            return null;
        }
        Path file = path.get();
        if (Files.isDirectory(file)) {
            throw new TlsException(name, file, "is a directory; name a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(max + 1);
            if (bytes.length == 0 || bytes.length > max) {
                throw new TlsException(
                        name,
                        file,
                        "is " + (bytes.length == 0 ? "empty" : "larger than " + (max >> 10) + "KiB")
                                + "; is it the right one?");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new TlsException(
                    name, file, "does not exist; a relative path is taken from the configuration's folder");
        } catch (IOException e) {
            throw new TlsException(name, file, "cannot be read; check that this user may read it");
        }
    }

    /**
     * What the files hold.
     *
     * @throws TlsException with the first file that is not what it should be
     */
    public TlsMaterial parse() throws TlsException {
        List<TlsException> problems = new ArrayList<>();
        Optional<TlsMaterial> material = parse(problems);
        if (material.isEmpty()) {
            throw problems.get(0);
        }
        return material.get();
    }

    /** As {@link #parse()}, but gives nothing and adds every problem to the list if there is any. */
    public Optional<TlsMaterial> parse(List<TlsException> problems) {
        List<X509Certificate> trusted = certificates("ca_file", config.caFile(), authorities, problems);
        List<X509Certificate> own = certificates("cert_file", config.certFile(), chain, problems);
        Optional<PrivateKey> secret = secret(problems);
        if (secret.isPresent() && !own.isEmpty() && !TlsMaterial.belong(secret.get(), own.get(0))) {
            problems.add(new TlsException(
                    "key_file",
                    config.keyFile().orElseThrow(),
                    "is not the key of the first certificate in cert_file; give the two that were made together"));
        }
        return problems.isEmpty() ? Optional.of(new TlsMaterial(trusted, own, secret)) : Optional.empty();
    }

    private static List<X509Certificate> certificates(
            String key, Optional<Path> file, byte @Nullable [] bytes, List<TlsException> problems) {
        if (bytes == null) {
            return List.of();
        }
        try {
            return Pem.certificates(bytes);
        } catch (PemException e) {
            problems.add(new TlsException(key, file.orElseThrow(), e.problem()));
            return List.of();
        }
    }

    private Optional<PrivateKey> secret(List<TlsException> problems) {
        if (key == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(PemKey.read(key, password == null ? null : withoutLineEnd(password)));
        } catch (PemException e) {
            problems.add(new TlsException("key_file", config.keyFile().orElseThrow(), e.problem()));
            return Optional.empty();
        }
    }

    private static char[] withoutLineEnd(byte[] password) {
        return new String(password, StandardCharsets.UTF_8)
                .replaceFirst("\\r?\\n\\z", "")
                .toCharArray();
    }

    /** Whether the files had the same bytes at both times. */
    public boolean hasSameContent(TlsFiles other) {
        return Arrays.equals(authorities, other.authorities)
                && Arrays.equals(chain, other.chain)
                && Arrays.equals(key, other.key)
                && Arrays.equals(password, other.password);
    }
}
