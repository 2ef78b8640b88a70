package io.weir.demo.plant;

import java.time.Instant;
import java.util.SplittableRandom;

/** The climate of a room; tells its time as text, and leaves a value out now and then. */
final class Room extends Device {
    private static final double CO2_SHARE = 0.8;

    private final Signal humidity;
    private final Signal temp;
    private final Signal co2;

    Room(int index, SplittableRandom random, Json json) {
        super(Family.ROOM, index, "r", Topics.ROOMS, random, json);
        this.humidity = new Signal(random, 45, 10, 1);
        this.temp = new Signal(random, 21, 3, 0.2);
        this.co2 = new Signal(random, 600, 150, 15);
    }

    @Override
    byte[] payload(long timeMs) {
        json.open()
                .text("time", Instant.ofEpochMilli(timeMs).toString())
                .text("room", name())
                .number("humidity", humidity.at(timeMs))
                .number("temp", temp.at(timeMs));
        if (random.nextDouble() < CO2_SHARE) {
            json.number("co2", Math.round(co2.at(timeMs)));
        }
        return json.close();
    }

    @Override
    byte[] payloadOfWrongType(long timeMs) {
        return json.open()
                .text("time", Instant.ofEpochMilli(timeMs).toString())
                .text("room", name())
                .bool("humidity", true)
                .close();
    }
}
