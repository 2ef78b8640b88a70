package io.weir.config.bind;

import io.weir.config.ApiConfig;
import io.weir.config.BatchConfig;
import io.weir.config.ConfigException;
import io.weir.config.Location;
import io.weir.config.PipelineConfig;
import io.weir.config.Problem;
import io.weir.config.SourceConfig;
import io.weir.config.StorageConfig;
import io.weir.config.StreamConfig;
import io.weir.config.WeirConfig;
import io.weir.config.yaml.YamlNode;
import io.weir.config.yaml.YamlParser;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A parsed file into a {@link WeirConfig}. */
public final class ConfigBinder {
    private static final List<String> KEYS =
            List.of("version", "data_dir", "sources", "streams", "pipelines", "storage", "batch", "api");
    private static final List<String> LATER = List.of(
            "sinks", "tls", "log", "logging", "metrics", "alerts", "tables", "models", "uplink", "limits", "include",
            "queries");

    private final Path file;
    private final Path folder;
    private final Problems problems = new Problems();

    private ConfigBinder(Path file) {
        this.file = file;
        Path parent = file.toAbsolutePath().normalize().getParent();
        this.folder = parent == null ? file.toAbsolutePath() : parent;
    }

    /**
     * Binds a file.
     *
     * @param environment the value of a variable, null when it is not set
     * @throws ConfigException with every problem (of more than a thousand, a thousand), those of parsing included, in the
     *     order of the file
     */
    public static WeirConfig bind(Path file, YamlParser.Parsed parsed, Function<String, @Nullable String> environment)
            throws ConfigException {
        ConfigBinder binder = new ConfigBinder(file);
        Optional<WeirConfig> config = Optional.empty();
        try {
            binder.problems.addAll(parsed.problems());
            YamlNode root = new Variables(environment, binder.problems).replace(parsed.root(), "");
            config = binder.config(root);
        } catch (Problems.TooMany e) {
            // What was found until here is reported.
        }
        List<Problem> found = binder.problems.sorted();
        if (config.isEmpty() || !found.isEmpty()) {
            throw new ConfigException(found);
        }
        return config.get();
    }

    private Optional<WeirConfig> config(YamlNode node) {
        Element element = new Element(node, new Location(file, 1, 1), "", problems);
        Optional<Section> opened = Section.open(element, KEYS, LATER);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section root = opened.get();
        root.readRequired("version", "1", ConfigBinder::version);
        Optional<Path> dataDir = root.readRequired("data_dir", "/var/lib/weir", this::dataDir);
        Ids ids = ids(root);
        Map<String, SourceConfig> sources = each(root, "sources", new SourceBinder(folder)::bind);
        Map<String, StreamConfig> streams = each(root, "streams", new StreamBinder(ids, folder)::bind);
        Map<String, PipelineConfig> pipelines = each(root, "pipelines", new PipelineBinder(ids)::bind);
        root.required("sources", "{ plant: { type: mqtt, url: mqtt://broker.local, topics: [\"plant/#\"] } }");
        root.required("streams", "{ press: { inputs: [plant], fields: { temp: double } } }");
        CrossChecks.names(root, problems);
        CrossChecks.clientIds(root, sources, problems);
        CrossChecks.inputs(root, sources, streams, problems);
        CrossChecks.rounds(root, pipelines, problems);
        CrossChecks.joins(root, pipelines, streams, problems);
        StorageConfig storage = root.read("storage", StorageBinder::bind).orElseGet(StorageBinder::defaults);
        BatchConfig batch = root.read("batch", ConfigBinder::batch).orElse(new BatchConfig(256, Duration.ofMillis(5)));
        ApiConfig api = root.read("api", ApiBinder::bind).orElse(ApiBinder.DEFAULT);
        return root.failed()
                ? Optional.empty()
                : dataDir.map(it -> new WeirConfig(file, it, sources, streams, pipelines, storage, batch, api));
    }

    private static Optional<Integer> version(Element element) {
        Optional<String> text = element.text("1");
        if (text.isPresent() && !text.get().equals("1")) {
            return element.problem("is " + element.shown() + "; this version of Weir reads version 1");
        }
        return text.map(it -> 1);
    }

    private Optional<Path> dataDir(Element element) {
        Optional<String> text = element.text("the path of a directory, for example /var/lib/weir");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.get().equals("~") || text.get().startsWith("~/")) {
            return element.problem("begins with '~', which only a shell replaces; write ${HOME} instead");
        }
        try {
            return Optional.of(folder.resolve(text.get()).normalize());
        } catch (InvalidPathException e) {
            return element.problem("is not a path: it contains U+0000");
        }
    }

    private static Optional<BatchConfig> batch(Element element) {
        return Section.open(element, List.of("rows", "linger"), List.of("bytes", "size"))
                .flatMap(batch -> {
                    int rows = batch.integer("rows", 256, 1, 4096);
                    Duration linger =
                            batch.duration("linger", Duration.ofMillis(5), Duration.ZERO, Duration.ofSeconds(10));
                    return batch.failed() ? Optional.empty() : Optional.of(new BatchConfig(rows, linger));
                });
    }

    /** Binds every entry of a mapping by ids. */
    private <T> Map<String, T> each(Section root, String key, BiFunction<String, Element, Optional<T>> binder) {
        Map<String, T> bound = new LinkedHashMap<>();
        Optional<List<Element.Entry>> entries = root.read(key, it -> it.entries(" by ids of your own"));
        for (Element.Entry entry : entries.orElse(List.of())) {
            boolean named = Names.checkId(entry, problems);
            Optional<T> value = binder.apply(entry.key(), entry.value());
            if (named && value.isPresent()) {
                bound.put(entry.key(), value.get());
            } else {
                root.fail();
            }
        }
        if (entries.isPresent() && entries.get().isEmpty() && !key.equals("pipelines")) {
            root.problem(key, "is empty; define at least one");
        }
        return bound;
    }

    private static Ids ids(Section root) {
        Map<String, Set<String>> streams = new LinkedHashMap<>();
        for (YamlNode.Entry stream : children(root.get("streams").map(Element::node))) {
            Set<String> fields = new LinkedHashSet<>();
            for (YamlNode.Entry entry : children(Optional.of(stream.value()))) {
                if (entry.key().equals("fields")) {
                    children(Optional.of(entry.value())).forEach(field -> fields.add(field.key()));
                }
            }
            streams.put(stream.key(), fields);
        }
        Set<String> sources = new LinkedHashSet<>();
        children(root.get("sources").map(Element::node)).forEach(it -> sources.add(it.key()));
        Set<String> journals = new LinkedHashSet<>(List.of(Names.READINGS, Names.RESULTS));
        for (YamlNode.Entry entry : children(root.get("storage").map(Element::node))) {
            if (entry.key().equals("journals")) {
                children(Optional.of(entry.value())).forEach(journal -> journals.add(journal.key()));
            }
        }
        Set<String> pipelines = new LinkedHashSet<>();
        children(root.get("pipelines").map(Element::node)).forEach(pipeline -> pipelines.add(pipeline.key()));
        return new Ids(sources, streams, pipelines, journals);
    }

    static List<YamlNode.Entry> children(Optional<YamlNode> node) {
        return node.isPresent() && node.get() instanceof YamlNode.Mapping mapping ? mapping.entries() : List.of();
    }
}
