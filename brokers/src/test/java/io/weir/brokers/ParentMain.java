package io.weir.brokers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A parent of every kind of broker: prints their process ids in one line and waits to be killed. Argument: a directory. */
final class ParentMain {
    private ParentMain() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        List<Broker> brokers = new ArrayList<>();
        brokers.add(KafkaBroker.start(directory.resolve("kafka")));
        brokers.add(MqttBroker.start(directory.resolve("artemis")));
        MosquittoBroker.find().ifPresent(m -> brokers.add(m.start(directory.resolve("mosquitto"))));
        System.out.println(String.join(
                " ", brokers.stream().map(b -> Long.toString(b.pid())).toList()));
        int unused = System.in.read();
    }
}
