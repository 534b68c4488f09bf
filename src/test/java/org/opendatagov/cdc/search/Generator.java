package org.opendatagov.cdc.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.opendatagov.cdc.search.Step.Verb;

/** Makes the steps of one round from its seed alone. */
final class Generator {

    private static final int SESSIONS = 4;
    private static final List<String> KILLED = List.of(
            "service",
            "service",
            "service",
            "service",
            "service",
            "postgres",
            "postgres",
            "kafka",
            "redis",
            "redis",
            "elasticsearch");
    private static final List<String> DISTURBED = List.of("service", "kafka", "redis", "elasticsearch");

    private final Random random;
    private final List<Step> steps = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private final Deque<String> calls = new ArrayDeque<>();
    private final Definitions definitions;
    private final boolean schemaPublished;
    private boolean altered;

    private Generator(long seed) {
        random = new Random(seed);
        definitions = new Definitions(random);
        schemaPublished = random.nextBoolean();
    }

    /** The steps of the round of this seed. */
    static List<Step> round(long seed) {
        return new Generator(seed).generate();
    }

    private List<Step> generate() {
        steps.add(Step.of(Verb.DEFINE, Definitions.TYPES));
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            define();
        }
        tables.forEach(table -> change(0, table, table.insertMany()));
        more(random.nextInt(12), false);
        steps.add(Step.of(Verb.START, definitions.options(schemaPublished)));
        if (random.nextInt(4) > 0) {
            steps.add(Step.of(Verb.STREAMING, 0));
        }
        more(20 + random.nextInt(50), true);
        if (!altered && random.nextBoolean()) {
            steps.add(Step.of(Verb.VERIFY, random.nextBoolean() ? "deliver-cache" : "deliver-search"));
        }
        return steps;
    }

    private void define() {
        int number = tables.size();
        Table table = definitions.table(number);
        tables.add(table);
        steps.add(new Step(Verb.DEFINE, 0, table.name, definitions.create(table, number, schemaPublished)));
    }

    private void more(int number, boolean started) {
        int kills = started ? random.nextInt(4) : 0;
        for (int i = 0; i < number; i++) {
            if (kills > 0 && random.nextInt(Math.max(1, (number - i) / kills)) == 0) {
                kills--;
                if (random.nextInt(4) > 0) {
                    kill();
                } else {
                    String what = DISTURBED.get(random.nextInt(DISTURBED.size()));
                    steps.add(new Step(Verb.DISTURB, 0, what, Integer.toString(random.nextInt(3_000))));
                }
            } else if (started && random.nextInt(12) == 0) {
                call();
            } else {
                work(started);
            }
        }
    }

    private void kill() {
        String what = KILLED.get(random.nextInt(KILLED.size()));
        int millis = random.nextInt(random.nextBoolean() ? 50 : 2_000);
        steps.add(new Step(Verb.KILL, 0, what, Integer.toString(millis)));
    }

    private void call() {
        if (calls.isEmpty()) {
            calls.addAll(new Calls(random).some(tables));
        }
        steps.add(Step.of(Verb.CALL, calls.remove()));
    }

    private void work(boolean started) {
        int session = random.nextInt(2) == 0 ? 0 : random.nextInt(SESSIONS);
        Table table = tables.get(random.nextInt(tables.size()));
        switch (random.nextInt(30)) {
            case 0, 1 -> transaction(Verb.BEGIN);
            case 2, 3 -> transaction(Verb.COMMIT);
            case 4 -> transaction(Verb.ROLLBACK);
            case 5 -> steps.add(Step.of(Verb.PAUSE, Integer.toString(random.nextInt(800))));
            case 6 -> change(session, table, table.insertMany());
            case 7, 8, 9, 10 -> change(session, table, table.insert());
            case 11, 12 -> change(session, table, table.upsert());
            case 13, 14, 15 -> change(session, table, table.update());
            case 16 -> change(session, table, table.touch());
            case 17 -> change(session, table, table.changeKey());
            case 18, 19 -> change(session, table, table.delete());
            case 20 -> change(session, table, table.merge());
            case 21 -> steps.add(new Step(Verb.LOAD, session, table.name, table.copy()));
            case 26, 27, 28 -> steps.add(new Step(Verb.BURST, session, table.name, table.burst()));
            case 22 -> transaction(random.nextBoolean() ? Verb.SAVEPOINT : Verb.UNDO);
            case 23 -> steps.add(new Step(Verb.PREPARE, 1 + random.nextInt(SESSIONS - 1), "", prepared()));
            case 24 -> steps.add(Step.of(Verb.FINISH, (random.nextInt(4) == 0 ? "rollback " : "commit ") + prepared()));
            case 25 -> {
                altered = true;
                steps.add(new Step(Verb.ALTER, session, table.name, definitions.alter(table)));
            }
            default -> rare(started, table);
        }
    }

    private void rare(boolean started, Table table) {
        if (started && schemaPublished && tables.size() < 5 && random.nextBoolean()) {
            define();
        } else if (started && schemaPublished && random.nextInt(3) == 0) {
            altered = true;
            definitions.change(table);
            steps.add(new Step(Verb.REPLACE, 0, table.name, definitions.create(table, tables.indexOf(table), true)));
        } else {
            steps.add(new Step(
                    Verb.DEFINE, 0, table.name, (random.nextBoolean() ? "VACUUM FULL " : "ANALYZE ") + table.name));
        }
    }

    private String prepared() {
        return "p" + random.nextInt(2);
    }

    private void transaction(Verb verb) {
        steps.add(Step.of(verb, 1 + random.nextInt(SESSIONS - 1)));
    }

    private void change(int session, Table table, String sql) {
        steps.add(new Step(Verb.CHANGE, session, table.name, sql));
    }
}
