//! The words that the rules know, in lower case and without accents.

use std::collections::HashSet;
use std::sync::LazyLock;

/// A list of words.
pub(super) type Words = LazyLock<HashSet<&'static str>>;

macro_rules! words {
    ($($(#[$about:meta])* $name:ident = $words:literal;)+) => {
        $($(#[$about])* pub(super) static $name: Words = LazyLock::new(|| $words.split_whitespace().collect());)+
    };
}

words! {
    /// Titles that are shortened.
    ABBREVIATED = "m mr mm mme mmes mlle mlles me dr drs pr mgr";

    /// Titles in full.
    CIVILITIES = "
        monsieur messieurs madame mesdames mademoiselle mesdemoiselles maitre docteur docteure professeur professeure
        monseigneur
    ";

    /// Ranks and posts after which one surname is enough.
    RANKS = "
        capitaine brigadier brigadiere agent agente commissaire adjudant adjudante gardien gardienne lieutenant
        lieutenante major majore officier officiere commandant commandante sergent sergente caporal inspecteur
        inspectrice policier policiere gendarme marechal
    ";

    /// What may stand between a rank or an office and the name.
    RANK_WORDS = "
        chef cheffe principal principale stagiaire divisionnaire general generale municipal municipale territorial
        territoriale judiciaire adjoint adjointe delegue deleguee departemental departementale regional regionale
        national nationale publique prive privee police gendarmerie paix securite surveillance tranquillite logis
        colonel sous asvp opj apj pm nomme nommee de du des d la l a au
    ";

    /// Offices after which a first name and a surname name a person.
    OFFICES = "
        maire mairesse adjoint adjointe prefet prefete depute deputee senateur senatrice ministre conseiller
        conseillere elu elue procureur procureure juge echevin
    ";

    /// Offices that stand before the names of companies and services as well.
    CAUTIOUS_OFFICES = "
        president presidente directeur directrice responsable chef cheffe secretaire gerant gerante dgs dpo dsi
        referent referente delegue deleguee technicien technicienne
    ";

    /// Small words within names of persons and streets.
    PARTICLES = "de du des d la le les l van von der den ben bin el al da dos di del";

    /// Capitalised words that follow a title without being a name.
    NOT_A_NAME = "
        maire mairesse maires prefet prefete prefets president presidente ministre directeur directrice adjoint
        adjointe conseiller conseillere depute deputee senateur senatrice procureur procureure juge commissaire
        capitaine commandant general generale colonel agent agente chef cheffe responsable secretaire delegue deleguee
        elu elue premier premiere bourgmestre rapporteur rapporteure defenseur defenseure enqueteur enquetrice
        monsieur madame mesdames messieurs mademoiselle mme mlle docteur maitre professeur police gendarmerie securite
        surveillance tranquillite municipal municipale municipaux national nationale technique techniques comptable
        comptables administratif public publique publics judiciaire territorial territoriale accueil etat ville mairie
        commune prefecture departement region metropole paix voie ouvrage oeuvre œuvre urbaine centre service services
        direction conseil cabinet syndicat communaute agglomeration maritime delegation liaison immeuble nuit jour aux
        republique travaux marche pm asvp csu opj apj gn pn bac crs csp dgs dpo dsi rgpd cnil cada rssi amo moe moa bp
        cs cedex lapi vsa ptz ssiap dspap bst uiisc sncf ratp bricolage store minit meuble propre securitas onet seris
        fiducial tussauds drilling martens good et ou est qui que dont ne ni pas par pour sur dans avec en au il elle
        ils une un son sa ses ce cette nous vous voir camera cameras dome merci sans depuis habite votre notre tout
        toute etc contact
    ";

    /// Common first names in France (Insee, fichier des prénoms), those of squares and companies included: a cue beside
    /// them is asked for as well.
    FIRST_NAMES = "
        adam agnes ahmed alain alexandra alexandre alexis ali alice amelie amina anais andre andree anne annie anthony
        antoine arnaud arthur audrey aurelie axel baptiste benjamin benoit bernadette bernard bertrand brigitte bruno
        camille carole caroline catherine cecile cedric celine chantal charles charlotte chloe christelle christian
        christiane christine christophe claire claude clement colette corinne cyril damien daniel danielle david denis
        denise didier dominique edouard elisabeth elodie emilie emma emmanuel enzo eric estelle etienne eva fabien
        fabrice fatima fatou florence florian franck francois francoise frederic gabriel genevieve georges gerald
        gerard gilbert gilles ginette gregory guillaume guy helene henri herve hugo ines isabelle jacqueline jacques
        jade jean jeanne jeannine jerome joel jonathan joseph josette josiane julia julie julien juliette karim kevin
        khadija laetitia laura laure laurence laurent lea leo lina loic louis louise luc lucas lucie ludovic lydie
        madeleine manon marc marcel margaux marguerite maria marie marine marion martin martine mathieu mathilde
        matthieu maurice maxime mehdi melanie michel michele mickael mohamed mohammed monique moussa muriel myriam
        nadia nadine nathalie nathan nicolas nicole noah noemie odette olivier oceane pascal patrice patricia patrick
        paul paulette pauline philippe pierre quentin rachid raphael raymond regis rene renee richard robert roger
        roland romain sabrina said samia samir sandra sandrine sarah sebastien serge severine simon simone solange
        sonia sophie stephane stephanie suzanne sylvain sylvie theo therese thierry thomas valerie vanessa veronique
        victor vincent virginie viviane xavier yann yannick yasmine yves yvette yvonne zoe
    ";

    /// Words before a full name that make it somebody's.
    CUES_BEFORE = "
        chez voisin voisine proprietaire proprio habitant habitante locataire gerant gerante patron patronne appelle
        nomme nommee appele appelee domicile appartient signe signataire auteur autrice contact contacter contactez
        demander concierge salarie salariee employe employee policier policiere agent journaliste avocat avocate
        commercant commercante technicien technicienne ami amie famille habitation maison nom interlocuteur
        interlocutrice redacteur redactrice riverain riveraine veuve epoux epouse
    ";

    /// Words after a full name that make it somebody's.
    CUES_AFTER = "
        habite habitait demeurant domicilie domiciliee ne nee vit loge riverain riveraine proprietaire voisin voisine
        locataire gerant gerante joignable travaille
    ";

    /// Ways, which bear names of persons.
    WAYS = "
        rue rues r avenue avenues av ave boulevard boulevards bd bld blvd boul bvd impasse imp chemin chem che allee
        allees ruelle venelle faubourg fbg sentier sente lotissement esplanade chaussee montee rocade route rte quai
        promenade traverse hameau
    ";

    /// Ways that are something else as well: after these, only a capital shows a name.
    WAYS_IN_DOUBT = "
        place pl placette cours cour square sq passage voie villa cite residence res clos mail parvis rond domaine
        quartier all ch port pont galerie porte lieu
    ";

    /// Buildings and stops, which bear names of persons too.
    NAMED_PLACES = "
        ecole college lycee gymnase stade piscine hopital caserne metro station arret parking parc jardin salle centre
        mediatheque bibliotheque creche theatre musee eglise monument statue tour gare fort complexe foyer espace
        groupe institut fondation universite tramway tram bus dojo palais hotel clinique maternelle primaire
        elementaire scolaire multisport secteur ilot zac ehpad cimetiere carrefour giratoire point promotion prix
        navire operation carre
    ";

    /// What lies between two ways: both names after these are names of ways.
    CROSSINGS = "angle croisement carrefour intersection giratoire coin";

    /// What a number before a street counts, if not the house.
    NOT_A_HOUSE = "
        camera cameras cam cams dome domes a n d m c rn rd cd vc pk pr lot lots article art poteau poteaux mat mats
        ligne lignes bus tram tramway t metro zone zones secteur phase tranche niveau etage sortie porte borne site
        point points repere plan dispositif capteur candelabre lampadaire armoire radar page annexe ref reference v
        feu id les ces ses aux deux entre arrondissement parcelle
    ";

    /// Words after «rue» that describe one instead of naming it.
    NOT_A_STREET_NAME = "
        pietonne pietonnes pieton barree adjacente adjacentes commercante commercantes privee fermee et ou sur est a
        avec en qui que dont pavee etroite voisine perpendiculaire parallele complete principale entiere par pour sont
        seront sera concernee concernees equipee equipees dans plus vers sens cameras camera departementale nationale
        metres voies places
    ";

    /// What tells that a plate follows.
    VEHICLE = "immatricule immatriculee immatricules immatriculees immatriculation immat plaque plaques";

    /// Roads, units, standards and small words that fit the letters of a plate.
    NOT_ON_A_PLATE = "
        rn rd vc cr pk pr pn dn en nf le la les de des et ne se ce mm cm km kg mb gb tb hd fps va kva vdc vac db ms
        hz mhz khz mp ht ttc led ptz rj cat cp bp cs md cv kw kwh px fhd
    ";

    /// What tells that a telephone number follows.
    TELEPHONE = "tel telephone telephones gsm tph fax phone";

    /// What tells that a number was an amount.
    CURRENCY = "euro euros eur keur ht ttc";

    /// What tells that a social security number follows.
    SOCIAL_SECURITY = "nir secu nss vitale sociale insee";

    /// Number words from which telephone numbers are spelled.
    NUMBER_WORDS = "
        zero un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts
        trente quarante cinquante soixante septante huitante nonante cent et
    ";
}
