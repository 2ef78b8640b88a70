package io.weir.processing.expression;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A unit of measure: {@code base = value * factor + offset}. Factors are exact by definition (BIPM's SI brochure; NIST Special
 * Publication 811, appendix B) or correctly rounded.
 */
record Unit(String symbol, Quantity quantity, double factor, double offset) {
    /** What is measured. */
    enum Quantity {
        TEMPERATURE,
        PRESSURE,
        LENGTH,
        MASS,
        TIME,
        SPEED,
        VOLUME,
        ENERGY,
        POWER,
        FREQUENCY,
        ANGLE,
        RATIO;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final double PSI = 6894.757293168361;

    private static final List<Unit> ALL = List.of(
            new Unit("K", Quantity.TEMPERATURE, 1, 0),
            new Unit("degC", Quantity.TEMPERATURE, 1, 273.15),
            new Unit("degF", Quantity.TEMPERATURE, 5 / 9.0, 459.67 * 5 / 9),
            of("Pa", Quantity.PRESSURE, 1),
            of("hPa", Quantity.PRESSURE, 100),
            of("kPa", Quantity.PRESSURE, 1000),
            of("MPa", Quantity.PRESSURE, 1e6),
            of("mbar", Quantity.PRESSURE, 100),
            of("bar", Quantity.PRESSURE, 1e5),
            of("psi", Quantity.PRESSURE, PSI),
            of("atm", Quantity.PRESSURE, 101325),
            of("um", Quantity.LENGTH, 1e-6),
            of("mm", Quantity.LENGTH, 1e-3),
            of("cm", Quantity.LENGTH, 1e-2),
            of("m", Quantity.LENGTH, 1),
            of("km", Quantity.LENGTH, 1000),
            of("in", Quantity.LENGTH, 0.0254),
            of("ft", Quantity.LENGTH, 0.3048),
            of("mi", Quantity.LENGTH, 1609.344),
            of("mg", Quantity.MASS, 1e-6),
            of("g", Quantity.MASS, 1e-3),
            of("kg", Quantity.MASS, 1),
            of("t", Quantity.MASS, 1000),
            of("lb", Quantity.MASS, 0.45359237),
            of("us", Quantity.TIME, 1e-6),
            of("ms", Quantity.TIME, 1e-3),
            of("s", Quantity.TIME, 1),
            of("min", Quantity.TIME, 60),
            of("h", Quantity.TIME, 3600),
            of("d", Quantity.TIME, 86400),
            of("m/s", Quantity.SPEED, 1),
            of("km/h", Quantity.SPEED, 1 / 3.6),
            of("mph", Quantity.SPEED, 0.44704),
            of("kn", Quantity.SPEED, 1852 / 3600.0),
            of("ml", Quantity.VOLUME, 1e-6),
            of("l", Quantity.VOLUME, 1e-3),
            of("m3", Quantity.VOLUME, 1),
            of("gal", Quantity.VOLUME, 0.003785411784),
            of("J", Quantity.ENERGY, 1),
            of("kJ", Quantity.ENERGY, 1000),
            of("Wh", Quantity.ENERGY, 3600),
            of("kWh", Quantity.ENERGY, 3.6e6),
            of("W", Quantity.POWER, 1),
            of("kW", Quantity.POWER, 1000),
            of("MW", Quantity.POWER, 1e6),
            of("hp", Quantity.POWER, 745.6998715822702),
            of("Hz", Quantity.FREQUENCY, 1),
            of("kHz", Quantity.FREQUENCY, 1000),
            of("rpm", Quantity.FREQUENCY, 1 / 60.0),
            of("rad", Quantity.ANGLE, 1),
            of("deg", Quantity.ANGLE, Math.PI / 180),
            of("1", Quantity.RATIO, 1),
            of("%", Quantity.RATIO, 0.01),
            of("ppm", Quantity.RATIO, 1e-6));

    private static Unit of(String symbol, Quantity quantity, double factor) {
        return new Unit(symbol, quantity, factor, 0);
    }

    static Optional<Unit> ofSymbol(String symbol) {
        return ALL.stream().filter(unit -> unit.symbol.equals(symbol)).findFirst();
    }

    static List<String> symbols() {
        return ALL.stream().map(Unit::symbol).toList();
    }

    static List<String> symbols(Quantity quantity) {
        return ALL.stream()
                .filter(unit -> unit.quantity == quantity)
                .map(Unit::symbol)
                .toList();
    }

    double inBase(double value) {
        return value * factor + offset;
    }

    double of(double base) {
        return (base - offset) / factor;
    }
}
