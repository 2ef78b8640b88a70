package io.weir.config.bind;

import io.weir.config.ByteSizes;
import io.weir.config.StorageConfig;
import io.weir.config.StorageConfig.JournalConfig;
import io.weir.config.StorageConfig.Sync;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.ByteSize;
import io.weir.model.DeadLetters;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The {@code storage} section. */
final class StorageBinder {
    private static final Duration DEFAULT_MAX_DELAY = Duration.ofMillis(100);
    private static final ByteSize MIN_BUDGET = ByteSize.ofMiB(64);
    private static final int MIN_MIB_PER_JOURNAL = 16;
    private static final ByteSize MIN_SIZE = ByteSize.ofMiB(1);
    private static final ByteSize MAX_SIZE = ByteSize.ofGiB(1 << 20);
    private static final Duration MAX_AGE = Duration.ofDays(36_500);

    /** The word for no limit. */
    static final String UNLIMITED = "unlimited";

    /** The journals that always exist, and what is kept when the file does not say. */
    private static final List<JournalConfig> DEFAULTS = List.of(
            new JournalConfig(Names.READINGS, Optional.of(Duration.ofDays(7)), Optional.empty()),
            new JournalConfig(Names.RESULTS, Optional.of(Duration.ofDays(90)), Optional.of(ByteSize.ofGiB(1))),
            new JournalConfig(DeadLetters.NAME, Optional.of(Duration.ofDays(30)), Optional.of(ByteSize.ofMiB(256))));

    private StorageBinder() {}

    static StorageConfig defaults() {
        return new StorageConfig(new Sync(SyncMode.GROUP, DEFAULT_MAX_DELAY), Optional.empty(), defaultJournals());
    }

    private static Map<String, JournalConfig> defaultJournals() {
        Map<String, JournalConfig> journals = new LinkedHashMap<>();
        DEFAULTS.forEach(it -> journals.put(it.id(), it));
        return journals;
    }

    static Optional<StorageConfig> bind(Element element) {
        Optional<Section> opened = Section.open(
                element,
                List.of("sync", "budget", "journals"),
                List.of("reserve", "compression", "encryption", "retention", "path"));
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section storage = opened.get();
        Sync sync = storage.read("sync", StorageBinder::sync).orElse(defaults().sync());
        Optional<ByteSize> budget = limit(storage, "budget", Optional.empty(), it -> it.size(MIN_BUDGET, MAX_SIZE));
        Map<String, JournalConfig> journals =
                storage.read("journals", it -> journals(it, budget)).orElse(defaultJournals());
        ByteSize least = ByteSize.ofMiB(MIN_MIB_PER_JOURNAL * (long) journals.size());
        if (budget.isPresent() && budget.get().compareTo(least) < 0) {
            storage.problem(
                    "budget",
                    "is " + ByteSizes.print(budget.get()) + ", too little for " + journals.size()
                            + " journals; give each at least " + MIN_MIB_PER_JOURNAL + "MiB, "
                            + ByteSizes.print(least) + " in all");
        }
        return storage.failed() ? Optional.empty() : Optional.of(new StorageConfig(sync, budget, journals));
    }

    private static Optional<Sync> sync(Element element) {
        Optional<Section> opened =
                Section.open(element, List.of("mode", "max_delay"), List.of("max_rows", "max_bytes"));
        return opened.flatMap(sync -> {
            Map<String, SyncMode> modes = new LinkedHashMap<>();
            modes.put("group", SyncMode.GROUP);
            modes.put("none", SyncMode.NONE);
            SyncMode mode = sync.read("mode", it -> it.oneOf(modes, List.of("each", "always", "batch")))
                    .orElse(SyncMode.GROUP);
            Duration maxDelay = sync.duration("max_delay", DEFAULT_MAX_DELAY, Duration.ZERO, Duration.ofSeconds(10));
            return sync.failed() ? Optional.empty() : Optional.of(new Sync(mode, maxDelay));
        });
    }

    /** A limit; nothing for {@code unlimited}. */
    static <T> Optional<T> limit(
            Section section, String key, Optional<T> fallback, Function<Element, Optional<T>> reader) {
        if (!section.has(key)) {
            return fallback;
        }
        Optional<String> text = section.text(key, "a limit, or " + UNLIMITED);
        return text.isEmpty() || text.get().equals(UNLIMITED) ? Optional.empty() : section.read(key, reader);
    }

    private static Optional<Map<String, JournalConfig>> journals(Element element, Optional<ByteSize> budget) {
        Optional<List<Element.Entry>> entries = element.entries(", for example { readings: { age: 7d } }");
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Map<String, JournalConfig> journals = defaultJournals();
        boolean good = true;
        for (Element.Entry entry : entries.get()) {
            boolean named = Names.checkId(entry, element.problems());
            JournalConfig fallback = journals.getOrDefault(
                    entry.key(), new JournalConfig(entry.key(), Optional.empty(), Optional.empty()));
            Optional<JournalConfig> journal = journal(entry.value(), fallback, budget);
            journal.filter(it -> named).ifPresent(it -> journals.put(it.id(), it));
            good &= named && journal.isPresent();
        }
        return good ? Optional.of(journals) : Optional.empty();
    }

    private static Optional<JournalConfig> journal(Element element, JournalConfig fallback, Optional<ByteSize> budget) {
        Optional<Section> opened = Section.open(
                element, List.of("age", "size", "priority"), List.of("sync", "roll", "compression", "rows"));
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section journal = opened.get();
        Optional<Duration> age =
                limit(journal, "age", fallback.age(), it -> it.duration(Duration.ofSeconds(1), MAX_AGE));
        Optional<ByteSize> size = limit(journal, "size", fallback.size(), it -> it.size(MIN_SIZE, MAX_SIZE));
        int priority = journal.integer("priority", fallback.priority(), 1, 9);
        if (journal.has("size")
                && size.isPresent()
                && budget.isPresent()
                && size.get().compareTo(budget.get()) > 0) {
            journal.problem(
                    "size",
                    "is " + ByteSizes.print(size.get()) + ", more than the whole storage.budget of "
                            + ByteSizes.print(budget.get()));
        }
        return journal.failed() ? Optional.empty() : Optional.of(new JournalConfig(fallback.id(), age, size, priority));
    }
}
