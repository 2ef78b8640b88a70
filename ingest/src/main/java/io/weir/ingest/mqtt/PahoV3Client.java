package io.weir.ingest.mqtt;

import io.weir.config.MqttSourceConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.net.SocketFactory;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/** Paho's client for MQTT 3.1.1. */
final class PahoV3Client implements PahoClient, MqttCallback {
    private final MqttSourceConfig config;
    private final SocketFactory sockets;
    private final Consumer<String> ended;
    private final MqttAsyncClient client;

    PahoV3Client(MqttSourceConfig config, String address, SocketFactory sockets, Consumer<String> ended)
            throws IOException {
        this.config = config;
        this.sockets = sockets;
        this.ended = ended;
        try {
            client = new MqttAsyncClient(address, config.clientId(), new MemoryPersistence());
        } catch (MqttException | IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        client.setManualAcks(true);
        client.setCallback(this);
    }

    @Override
    public void connect() throws IOException {
        try {
            client.connect(options()).waitForCompletion(ANSWER_MS);
        } catch (MqttException e) {
            throw new IOException(describe(e), e);
        }
    }

    private MqttConnectOptions options() {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setCleanSession(false);
        options.setKeepAliveInterval((int) config.keepAlive().toSeconds());
        options.setConnectionTimeout(CONNECT_SECONDS);
        options.setAutomaticReconnect(false);
        options.setSocketFactory(sockets);
        config.username().ifPresent(options::setUserName);
        config.password()
                .ifPresent(secret -> options.setPassword(secret.reveal().toCharArray()));
        config.will()
                .ifPresent(will -> options.setWill(
                        will.topic(), will.payload().getBytes(StandardCharsets.UTF_8), will.qos(), will.retain()));
        return options;
    }

    @Override
    public void subscribe() throws IOException {
        String[] topics = config.topics().toArray(String[]::new);
        int[] qos = new int[topics.length];
        Arrays.fill(qos, Math.min(config.qos(), 1));
        try {
            IMqttToken token = client.subscribe(topics, qos);
            token.waitForCompletion(ANSWER_MS);
            int[] granted = token.getGrantedQos();
            for (int i = 0; granted != null && i < granted.length; i++) {
                if (granted[i] >= FIRST_ERROR_CODE) {
                    throw PahoClient.refused(config, i, granted[i]);
                }
            }
        } catch (MqttException e) {
            throw new IOException(describe(e), e);
        }
    }

    private static String describe(Throwable error) {
        int code = error instanceof MqttException mqtt ? mqtt.getReasonCode() : 0;
        boolean credentials = code == MqttException.REASON_CODE_FAILED_AUTHENTICATION
                || code == MqttException.REASON_CODE_NOT_AUTHORIZED;
        return PahoClient.describe(error, code, credentials);
    }

    @Override
    public void close() {
        try {
            client.close(true);
        } catch (MqttException e) {
            // There is nothing left to end.
        }
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        ended.accept(cause == null ? "the connection was closed" : describe(cause));
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        // Messages do not come this far; one that does is not acknowledged, and comes again on the next connection.
        ended.accept("the client library was given a message of " + topic);
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
        // Nothing is published.
    }
}
