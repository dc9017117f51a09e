namespace Akka.Persistence.Sql.Sqlite;

/// <summary>
/// The tables, character by character as the genuine package creates them: SQLite keeps the text, and a journal begun
/// with either package is continued by the other.
/// </summary>
internal static class Schema
{
    public const string Journal =
        "CREATE TABLE IF NOT EXISTS [journal]\n(\n"
        + "\t[ordering]        INTEGER        NOT NULL PRIMARY KEY AUTOINCREMENT,\n"
        + "\t[created]         BigInt         NOT NULL,\n"
        + "\t[deleted]         Bit            NOT NULL,\n"
        + "\t[persistence_id]  NVarChar(255)  NOT NULL,\n"
        + "\t[sequence_number] BigInt         NOT NULL,\n"
        + "\t[message]         VarBinary      NOT NULL,\n"
        + "\t[manifest]        NVarChar(500)      NULL,\n"
        + "\t[identifier]      INTEGER            NULL,\n"
        + "\t[writer_uuid]     NVarChar(128)      NULL\n);\n"
        + "CREATE UNIQUE INDEX IF NOT EXISTS journal_uq ON journal (persistence_id, sequence_number);\n"
        + "CREATE INDEX IF NOT EXISTS journal_created_idx ON journal (created);\n"
        + "CREATE INDEX IF NOT EXISTS journal_sequence_number_idx ON journal (sequence_number);";

    public const string Tags =
        "CREATE TABLE IF NOT EXISTS [tags]\n(\n"
        + "\t[ordering_id]    INTEGER       NOT NULL,\n"
        + "\t[tag]            NVarChar(64)  NOT NULL,\n"
        + "\t[sequence_nr]    INTEGER       NOT NULL,\n"
        + "\t[persistence_id] NVarChar(255) NOT NULL,\n\n"
        + "\tCONSTRAINT [PK_tags] PRIMARY KEY ([ordering_id], [tag])\n);\n"
        + "CREATE INDEX IF NOT EXISTS tags_persistence_id_sequence_nr_idx ON tags (persistence_id, sequence_nr);\n"
        + "CREATE INDEX IF NOT EXISTS tags_tag_idx ON tags (tag);";

    public const string Snapshot =
        "CREATE TABLE IF NOT EXISTS [snapshot]\n(\n"
        + "\t[persistence_id]  NVarChar(255) NOT NULL,\n"
        + "\t[sequence_number] BigInt        NOT NULL,\n"
        + "\t[created]         BigInt        NOT NULL,\n"
        + "\t[snapshot]        VarBinary         NULL,\n"
        + "\t[manifest]        NVarChar(500)     NULL,\n"
        + "\t[serializer_id]   INTEGER           NULL,\n\n"
        + "\tCONSTRAINT [PK_snapshot] PRIMARY KEY ([persistence_id], [sequence_number])\n);\n"
        + "CREATE INDEX IF NOT EXISTS snapshot_sequence_number_idx ON snapshot (sequence_number);\n"
        + "CREATE INDEX IF NOT EXISTS snapshot_created_idx ON snapshot (created);";
}
