import type { PostgresServer } from './server.fixture.ts'

/** Empties the store in a schema: making another costs a tenth of a second. */
export async function empty(server: PostgresServer, database: string, schema: string): Promise<void> {
  await server.query(EMPTY.replaceAll('SCHEMA', schema), database)
}

const EMPTY = `
  DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'SCHEMA' AND tablename NOT LIKE 'motcua%' LOOP
      EXECUTE format('DELETE FROM SCHEMA.%I', name);
    END LOOP;
  END $$;
  UPDATE SCHEMA.motcua_store SET identity = gen_random_uuid()`
