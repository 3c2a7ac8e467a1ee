from django.db import migrations

from hongmao.core.ranking import standing


def list_all(apps, schema_editor):
    """Give the notes that are there their counts and topics, as publishing does since."""
    names = ("Note", "NoteStats", "CreatorStats", "Topic", "NoteTopic")
    note_model, stats, creators, topics, note_topics = (apps.get_model("notes", n) for n in names)
    for note in note_model.objects.exclude(published_at=None).order_by("published_at").iterator():
        stats.objects.create(note=note, standing=standing(note.published_at.timestamp(), 0, 0))
        public = note.state == "public"
        creator, _ = creators.objects.get_or_create(creator_id=note.creator_id)
        creator.notes += public
        creator.latest_at = note.published_at
        creator.save()
        english = [*note.topics_en, *[""] * len(note.topics)]
        wanted = {n[:40]: en for n, en in zip(note.topics, english, strict=False) if n}
        for name, name_en in wanted.items():
            topic, _ = topics.objects.get_or_create(name=name, defaults={"name_en": name_en})
            note_topics.objects.create(note=note, topic=topic, published_at=note.published_at)
            topic.notes += public
            topic.save()


class Migration(migrations.Migration):
    dependencies = [("notes", "0003_reading")]

    operations = [migrations.RunPython(list_all, migrations.RunPython.noop)]
