package org.opendatagov.cdc.schemas;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/**
 * A schema registry with Confluent's API, which Confluent's own, Apicurio, Karapace and Redpanda serve. The ids that it has given are
 * remembered: they never change. For many threads.
 */
@Singleton
@Unremovable
public final class SchemaRegistry {

    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final RegistryAccess access;
    private final RegistryHttp http;
    private final Map<Registration, Integer> ids = new ConcurrentHashMap<>();

    private record Registration(String subject, Schema schema) {}

    /** Made by CDI. */
    @Inject
    public SchemaRegistry(SchemaRegistrySettings settings) {
        this(RegistryAccess.of(settings));
    }

    public SchemaRegistry(RegistryAccess access) {
        this.access = access;
        this.http = new RegistryHttp(access);
    }

    /** How it is reached. */
    public RegistryAccess access() {
        return access;
    }

    /**
     * Makes sure that the registry answers.
     *
     * @throws SchemaProblem when it doesn't
     */
    public void check() {
        RegistryHttp.Answer answer = http.get("/schemas/types");
        if (!answer.isOk() || !answer.body().isArray()) {
            throw new SchemaProblem(
                    "what answers at " + access + " is no schema registry (" + answer.reason()
                            + "); correct cdc.schema-registry.url (Apicurio's ends with /apis/ccompat/v7)",
                    false);
        }
    }

    /**
     * The id of a subject's schema, which is registered if it is new.
     *
     * @throws SchemaProblem when the registry is away, or refuses it
     */
    int idOf(String subject, Schema schema) {
        Registration registration = new Registration(subject, schema);
        Integer known = ids.get(registration);
        if (known == null) {
            known = register(subject, schema);
            ids.put(registration, known);
        }
        return known;
    }

    private int register(String subject, Schema schema) {
        RegistryHttp.Answer answer = http.post(
                "/subjects/" + subject + "/versions",
                JsonNodeFactory.instance.objectNode().put("schema", schema.toString()));
        if (answer.isOk() && answer.body().path("id").isInt()) {
            return answer.body().path("id").intValue();
        }
        if (answer.status() == CONFLICT) {
            throw new SchemaProblem(
                    "schema registry " + access + " doesn't allow the new schema of subject " + subject + " ("
                            + answer.reason()
                            + "); allow it by a lower compatibility level of the subject (PUT /config/"
                            + subject + ") or of all (PUT /config); until then its events wait",
                    false);
        }
        throw new SchemaProblem(
                "schema registry " + access + " doesn't take the schema of subject " + subject + " (" + answer.reason()
                        + ")",
                false);
    }

    /**
     * The schema under an id.
     *
     * @throws SchemaProblem when the registry is away, or has no such schema
     * @throws SerializationException when it isn't Avro's
     */
    Schema schemaOf(int id) {
        RegistryHttp.Answer answer = http.get("/schemas/ids/" + id);
        if (answer.status() == NOT_FOUND) {
            throw new SchemaProblem(
                    "schema registry " + access + " has no schema " + id
                            + "; restore it there, or set cdc.schema-registry.url to the registry with which the events"
                            + " were written",
                    false);
        }
        if (!answer.isOk()) {
            throw new SchemaProblem(
                    "schema registry " + access + " doesn't give schema " + id + " (" + answer.reason() + ")", false);
        }
        try {
            return new Schema.Parser().parse(answer.body().path("schema").asText());
        } catch (AvroRuntimeException e) {
            throw new SerializationException("Its schema " + id + " in schema registry " + access + " isn't Avro's", e);
        }
    }
}
