"""Words that stand in every text of a language, and those by which people ask and thank: no topic is one of them.

Short lists of our own; without accents and in lower case, as `lib.folding.unaccented` makes words.
"""

from collections.abc import Mapping
from types import MappingProxyType


def _split(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": _split(
            """a about after again all almost already also always am an and another any anybody anyone anything are
            around as ask at away back be because been before being best better between both but by can cannot
            come could day did didn do does doesn doing don done down each else even ever every everybody
            everyone everything few find first for from get give go going gone good got great had happy has have
            having he hello help her here hi him his how i if in into is isn it its just keep kind know last
            least let like little ll long look looking lot love lovely made make many may maybe me might mine
            more most much must my myself need never new next nice no nobody not nothing now of off often ok old
            on once one only or other our ours out over own people perhaps please put question quite rather re
            really right said same say see she should since so some somebody someone something sometimes soon
            still such sure take tell than thank thanks that the their them then there these they thing things
            think this those though through time to today together tomorrow too try two under until up us use
            used using ve very want wanted was way we week well went were what when where which while who whole
            whom whose why will wish with without won wonder wonderful work would year years yes yesterday yet
            you your yours"""
        ),
        "it": _split(
            """a abbia abbiamo ad adesso agli ai al alla alle allo allora altra altri altro anche ancora andare
            anni anno appena aspetta avere avete avevo avuto basta bel bella belle bello ben bene brava bravi
            bravo buon buona buongiorno c capito caso cerco che chi ci ciao ciascuno cioe coi col come comunque
            con cosa cose cosi cui d da dagli dai dal dalla dalle degli dei del della delle dello dentro di dice
            dire diverso domanda domani dopo dove due e ecco ed egli ella era erano esiste essere fa faccio
            fanno fare fate fatto fino forse fra fuori gente gia giorni giorno giusto gli grande grazie ha hai
            hanno ho i ieri il in infatti insieme invece io l la le lei li lo loro lui ma magari mai me meglio
            meno mentre mi mia mie miei mio molta molte molti molto ne nei nel nella nelle nessuno niente no noi
            non nostra nostri nostro nulla nuova nuovi nuovo o oggi ogni ognuno oltre ora ormai ottimo per
            perche perfetto perfino persone piace piu po poco poi possibile posso possono potete potrebbe prima
            prossima prossimo puo pure qua qualche qualcosa qualcuno quale quali quando quanta quante quanto
            quasi quella quelle quelli quello quest questa queste questi questo qui quindi riesco s sa sai salve
            sapete sara saranno scusa scusate se secondo sei sempre senza serve si sia siamo siete sono sopra
            sotto sta stata state stati stato stessa stesso sto su sua subito sue sugli sui sul sulla sulle suo
            suoi tanta tante tanti tanto te ti tra troppo trovare trovo tu tua tue tuo tuoi tutta tutte tutti
            tutto un una uno usare va vada vado vedere veramente vero verso vi viene voglio voi volta volte
            vorrei vostra vostri vostro"""
        ),
        "es": _split(
            """a acerca ademas ahora al algo alguien alguna algunas alguno algunos alla alli ambos ante antes aqui
            asi aun aunque ayer bastante bien bonita bonito buen buena buenas bueno buenos busco cada casi como
            con conmigo cosa cosas cual cuales cualquier cuando cuanta cuanto cuantos da dar de debe decir del
            demas demasiado dentro desde despues dia dias dice donde dos durante e el ella ellas ellos en
            encontrar entonces entre era eran eres es esa esas ese eso esos esta estaba estado estamos estan
            estar estas este esto estos estoy fue fueron gente gracias gran grande gusta gustaria ha haber habia
            hace hacen hacer hacia han has hasta hay he hecho hola hoy igual incluso ir jamas la las le les lo
            los luego manana mas me mejor menos mi mia mio mis mismo mucha muchas mucho muchos muy nada nadie
            necesito ni ninguna ninguno no nos nosotros nuestra nuestro nueva nuevo nunca o os otra otras otro
            otros para parece pero persona personas poco podeis podemos poder podria por porque pregunta primera
            primero proximo pude puede pueden puedo pues que quien quienes quiero quisiera sabe sabeis saber se
            sea segun seguro ser sera si sido siempre sin sobre sois solo somos son soy su sus tal tambien
            tampoco tan tanto te tenemos tener tengo ti tiene tienen toda todas todavia todo todos tras tu tus
            un una unas uno unos usar usted va vais vamos van varias varios veces ver vez vosotros voy vuestra
            vuestro y ya yo"""
        ),
        "fr": _split(
            """a adore ai aime ainsi alors annee annees apres arrive as au aucun aucune aujourd aussi autre autres
            aux avait avant avec avez avoir avons beau beaucoup belle besoin bien bon bonjour bonne c ca car ce
            ceci cela celle celles celui ces cet cette ceux chaque cherche chez chose choses ci comme comment d
            dans de dehors deja demain depuis dernier derniere des deux devant dire dit dois doit donc dont du
            durant elle elles en encore ensemble entre es est et etaient etait etant ete etes etre eu faire fais
            fait faites faut fois font gens grand grande hier hui ici il ils j jamais je jour jours jusqu jusque
            juste l la laquelle le lequel les leur leurs lors lui m ma maintenant mais me meilleur meme memes
            merci mes mieux moi moins mois mon n ne ni non nos notre nous nouveau nouvelle on ont ou oui par
            parce parfois parmi pas pense personne personnes petit petite peu peut peuvent peux plus plusieurs
            plutot pour pourquoi pourrait pouvez premier premiere presque prochain prochaine pu puis qu quand
            que quel quelle quelles quelqu quelque quelques quels question qui quoi rien s sa sais salut sans
            savez se sera ses seul si sien soit sommes son sont souvent suis super sur surtout t ta tant te tel
            tes toi ton toujours tous tout toute toutes tres trop trouve trouver tu un une utiliser va vais vers
            veut veux voici voila voir vos votre voudrais vous vraiment y"""
        ),
    }
)
