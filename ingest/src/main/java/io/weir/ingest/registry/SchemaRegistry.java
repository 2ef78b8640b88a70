package io.weir.ingest.registry;

import io.weir.config.RegistryConfig;
import io.weir.ingest.Backoff;
import io.weir.ingest.ConnectionLog;
import io.weir.ingest.decode.DecoderClosedException;
import io.weir.ingest.registry.RegisteredSchema.Kind;
import io.weir.ingest.registry.RegisteredSchema.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The schemas of one registry by their numbers. A number stands for one schema for ever, so that each is asked for once.
 *
 * <p>A registry that cannot be asked says nothing about a message: the caller waits until it can, which holds its source
 * back. That the registry does not know a number is an answer, and the message is to blame. A device that makes numbers up
 * does not hold the others back: only so many of them are asked for.
 *
 * <p>Thread-safe; calls that ask the registry come one after another.
 */
public final class SchemaRegistry implements AutoCloseable {
    private static final int MAX_SCHEMAS = 1_000;
    private static final int MAX_UNKNOWN = 10_000;
    /** A number that is unknown may have been given since: registries of several nodes are not at one at all times. */
    private static final long UNKNOWN_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** How many unknown numbers are asked for at once, and how soon one more may be. */
    private static final int UNKNOWN_BURST = 100;

    private static final long UNKNOWN_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int MAX_REFERENCES = 64;

    private final String query;
    private final RegistryClient client;
    private final ConnectionLog log;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicLong requests = new AtomicLong();

    private volatile String waiting = "";

    // Guarded by this.
    private final Map<Integer, RegisteredSchema> schemas = bounded(MAX_SCHEMAS);
    private final Map<Integer, Unknown> unknown = bounded(MAX_UNKNOWN);
    private final Backoff backoff = new Backoff();
    /** When the last of the unknown numbers that were asked for will be forgotten. */
    private long unknownUntilNanos = System.nanoTime();

    private record Unknown(String reason, long untilNanos) {}

    /** The registry has no such schema, or none that can be used. The message says which, for a dead letter. */
    public static final class UnknownSchemaException extends Exception {
        private static final long serialVersionUID = 1L;

        UnknownSchemaException(String message) {
            // One for each message of a hostile device.
            super(message, null, false, false);
        }
    }

    /**
     * @param what for the log: {@code stream press}
     * @param kind of the schemas that are asked for
     */
    public SchemaRegistry(String what, RegistryConfig config, Kind kind) {
        // The registry is the one that understands .proto files: it gives what a compiler makes of them.
        this.query = kind == Kind.PROTOBUF ? "?format=serialized" : "";
        this.client = new RegistryClient(what, config);
        this.log = new ConnectionLog(what + " (schema registry " + config.url() + ")");
    }

    private static <V> Map<Integer, V> bounded(int most) {
        return new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, V> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * The schema with this number; asks the registry if it is not known yet, and again until there is an answer.
     *
     * @throws UnknownSchemaException if the registry does not have it
     * @throws DecoderClosedException if this is closed before there is an answer
     */
    public synchronized RegisteredSchema schema(int id) throws UnknownSchemaException {
        RegisteredSchema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        Unknown refused = unknown.get(id);
        if (refused != null && refused.untilNanos - System.nanoTime() > 0) {
            throw new UnknownSchemaException(refused.reason);
        }
        long now = System.nanoTime();
        if (unknownUntilNanos - now > (UNKNOWN_BURST - 1) * UNKNOWN_EVERY_NANOS) {
            throw new UnknownSchemaException("the schema registry is not asked for /schemas/ids/" + id
                    + ": too many numbers that it does not have have come lately");
        }
        try {
            RegisteredSchema found = fetch("/schemas/ids/" + id, new int[] {MAX_REFERENCES});
            schemas.put(id, found);
            return found;
        } catch (UnknownSchemaException e) {
            unknownUntilNanos = (unknownUntilNanos - now > 0 ? unknownUntilNanos : now) + UNKNOWN_EVERY_NANOS;
            unknown.put(id, new Unknown(String.valueOf(e.getMessage()), System.nanoTime() + UNKNOWN_NANOS));
            throw e;
        }
    }

    /** @param left how many schemas may still be referred to */
    private RegisteredSchema fetch(String path, int[] left) throws UnknownSchemaException {
        byte[] body = ask(path);
        RegistryAnswer answer;
        try {
            answer = RegistryAnswer.parse(body);
        } catch (IllegalArgumentException e) {
            throw new UnknownSchemaException("the schema registry's answer to " + path + " " + e.getMessage());
        }
        List<Reference> references = new ArrayList<>();
        for (RegistryAnswer.Link link : answer.references()) {
            if (left[0]-- == 0) {
                throw new UnknownSchemaException(
                        "the schema " + path + " refers to more than " + MAX_REFERENCES + " others, or to itself");
            }
            references.add(new Reference(link.name(), fetch(RegistryClient.path(link), left)));
        }
        return new RegisteredSchema(kind(answer.kind(), path), answer.text(), references);
    }

    private static Kind kind(String word, String path) throws UnknownSchemaException {
        try {
            return Kind.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new UnknownSchemaException("the schema " + path + " is of the unknown kind '" + word + "'");
        }
    }

    private byte[] ask(String path) throws UnknownSchemaException {
        while (closing.getCount() > 0) {
            try {
                requests.incrementAndGet();
                byte[] body = client.get(path + query);
                backoff.reset();
                log.connected();
                waiting = "";
                return body;
            } catch (IOException e) {
                if (closing.getCount() == 0) {
                    break;
                }
                waiting = String.valueOf(e.getMessage());
                log.lost(waiting);
                pause();
            }
        }
        throw new DecoderClosedException("the schema registry");
    }

    private void pause() {
        try {
            boolean closed = closing.await(backoff.nextNanos(), TimeUnit.NANOSECONDS);
            if (closed) {
                throw new DecoderClosedException("the schema registry");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DecoderClosedException("the schema registry");
        }
    }

    /** How many requests have been made, those that failed included. */
    public long requests() {
        return requests.get();
    }

    /** Why messages wait; empty if none does. */
    public String waiting() {
        return waiting;
    }

    /** Ends every wait. Returns at once. */
    @Override
    public void close() {
        closing.countDown();
        client.close();
    }
}
