package io.weir.brokers.child;

import java.nio.file.Path;
import java.util.Map;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * An MQTT broker. Arguments: port, data directory, {@code true} to keep sessions and messages there, the port for TLS or 0,
 * the PKCS#12 store for that, its password.
 */
final class ArtemisMain {
    private ArtemisMain() {}

    /** Runs until SIGTERM or the end of the parent. */
    public static void main(String[] arguments) throws Exception {
        ParentLink.open(line -> "not understood: " + line);
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        Configuration configuration = configuration(Path.of(arguments[1]), Boolean.parseBoolean(arguments[2]));
        configuration.addAcceptorConfiguration("mqtt", acceptor(arguments[0], ""));
        if (!arguments[3].equals("0")) {
            String store = arguments[4];
            String password = arguments[5];
            configuration.addAcceptorConfiguration(
                    "mqtts",
                    acceptor(
                            arguments[3],
                            ";sslEnabled=true;needClientAuth=true;keyStoreType=PKCS12;keyStorePath=" + store
                                    + ";keyStorePassword=" + password + ";trustStoreType=PKCS12;trustStorePath=" + store
                                    + ";trustStorePassword=" + password));
        }
        broker.setConfiguration(configuration);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(broker), "stop"));
        broker.start();
    }

    private static void stop(EmbeddedActiveMQ broker) {
        try {
            broker.stop();
        } catch (Exception e) {
            System.err.println("Artemis did not stop in an orderly way: " + e);
        }
    }

    private static Configuration configuration(Path data, boolean persistent) {
        Configuration configuration = new ConfigurationImpl();
        configuration.setName("weir");
        configuration.setPersistenceEnabled(persistent);
        configuration.setJournalType(JournalType.NIO);
        configuration.setJournalDirectory(data.resolve("journal").toString());
        configuration.setBindingsDirectory(data.resolve("bindings").toString());
        configuration.setLargeMessagesDirectory(data.resolve("large").toString());
        configuration.setPagingDirectory(data.resolve("paging").toString());
        configuration.setJournalFileSize(10 * 1024 * 1024);
        configuration.setJournalMinFiles(2);
        configuration.setJournalPoolFiles(2);
        configuration.setSecurityEnabled(false);
        configuration.setJMXManagementEnabled(false);
        configuration.setMessageCounterEnabled(false);
        configuration.setGlobalMaxSize(-1);
        configuration.setMaxDiskUsage(-1);
        configuration.setAddressSettings(Map.of("#", unlimited()));
        return configuration;
    }

    /** An acceptor tells MQTT and WebSockets apart by their first bytes. */
    private static String acceptor(String port, String more) {
        return "tcp://127.0.0.1:" + port + "?protocols=MQTT;useEpoll=false;useKQueue=false;remotingThreads=2"
                + ";tcpSendBufferSize=262144;tcpReceiveBufferSize=262144" + more;
    }

    private static AddressSettings unlimited() {
        return new AddressSettings()
                .setMaxSizeBytes(-1)
                .setMaxSizeMessages(-1)
                .setAutoDeleteAddresses(false)
                .setAutoDeleteQueues(true)
                .setDefaultMaxConsumers(-1)
                .setMaxDeliveryAttempts(-1)
                .setDeadLetterAddress(null)
                .setExpiryAddress(null)
                .setRedistributionDelay(-1)
                .setManagementBrowsePageSize(1)
                .setDefaultLastValueKey((SimpleString) null);
    }
}
